"""Set phrases of instruction data: what they find, what they let pass, and that they are quick on anything."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from every import every

from dataaudit.stages.instructions import answers, phrases

FOUND = {
    "OPEN_TASK": ["Write a poem about the sea.", "Please suggest some names", "写一首诗", "Nenne ein Beispiel"],
    "REFUSAL": [
        "I'm sorry, but I can't help with that.", "I am sorry, I am not able to do this.",
        "Sorry, I cannot share that.",
        "I’m very sorry, but I’m unable to open links.", "Im sorry, as an AI I can do little.",
        '"I cannot assist with that."',
        "As an AI language model, I have no opinions.", "As a large language model, I do not",
        "I do not have the ability to access files.", "Unfortunately, I am unable to browse.",
        "I'm just an AI, so I have no feelings.", "I am an AI language model developed by a company.", "I am an AI.",
        "This instruction cannot be followed.", "<No output>", "Not applicable.", "很抱歉，我无法回答这个问题。",
        "对不起，我不能提供这些信息。", "作为一个人工智能语言模型，我没有感情。", "作为AI，我不能判断。",
        "我无法访问互联网。",
        "抱歉，没有相关的信息。", "Es tut mir leid, aber das geht nicht.", "Lo siento, no puedo.",
        "申し訳ありませんが、お答えできません。",
    ],
    "PLACEHOLDER": [
        "Dear [Name],", "[Your Name]", "[Insert Company Name here]", "Hello {{ user.name }}!", "{{name}}",
        "<your email>", "<insert chart>", "Call XXXX now", "TODO: an end", "Lorem ipsum dolor", "[DATE]",
        "[此处填写姓名]", "【您的姓名】", "你好，[公司名称]！", "亲爱的[Name]：",
    ],
    "LEAKED_TEMPLATE": [
        "Red.<|im_end|>", "<｜User｜>hi", "[INST] hi", "hi [/INST]", "<<SYS>>", "x\n\n### Response:\ny",
        "\n \n\t## Instruction: z", "Red.</s>", "<s> Red", "<start_of_turn>user",
        "Below is an instruction that describes a task.",
    ],
    "NO_INPUT": [
        "<noinput>", "No input", "n/a", "NA", "None", " none. ", "无", "没有输入", "(no input)", "[NoInput]", "Null",
        "No input required.", "The boy <noinput> the ball", "<noinputs>",
    ],
    "NEEDS_INPUT": [
        "Summarise the following article.", "Fix this code.", "Translate the given sentences.", "Sort these words",
        "What does the passage above say?", "总结以下文章。", "修改这段代码", "翻译下列的句子",
    ],
    "ASKS_FOR_INPUT": [
        "Please provide the text.", "No text was provided.", "You did not include an article.",
        "The image is missing.",
        "You haven’t given a text.", "The link is not available.", "请提供文章。", "您没有提供文本。",
        "请您先输入句子",
    ],
    "ABSENT_MEDIA": [
        "Describe this image.", "What is in the photo?", "Read the attached file.", "the picture above",
        "描述这张图片", "以下视频讲了什么",
    ],
    "MEDIA_MARK": ["<image>What is it?", "<video>", "<|image_1|> what", "<IMAGE>"],
    "REASONING": ["<think>so", "<|begin_of_thought|>", "<Reasoning> x"],
    "REASONING_END": ["so</think>", "<|end_of_thought|>", "</reasoning>", "<answer>4"],
    "HAS_MEDIA": ["see https://a.b", "![x](y)", "<img src=x>", "photo.PNG", "data:image/png;base64"],
    "NAMES_LANGUAGE": [
        "Translate it.", "in French", "Pig Latin", "把它翻译成英文", "用日语写", "auf Deutsch übersetzen", "英語で",
    ],
    "DIALOGUE": ["Write a dialogue", "a role-play", "a roleplay", "two chatbots", "写一段对话", "一个剧本"],
    "GOES_ON": ["they came home and", "because of the", "it was", "a"],
    "ASKING_ROLE": ["x\nHuman: y", "### User: z", "\n\n  USER: q"],
    "ANSWERING_ROLE": ["x\nAssistant: y", "AI: z", "\tBot: q"],
}  # fmt: skip
PASSED = {
    "OPEN_TASK": ["What is the capital of Peru?", "Write the year of the treaty.", "Name the largest lake of Africa."],
    "REFUSAL": [
        "I'm sorry for being late.", "I'm sorry to hear of your loss. I can't imagine how you feel.",
        "Sorry is the hardest word.", "I cannot go on like this.", "She said: I cannot help you.",
        "As an air traveller you need a visa.", "As an aid you can use a ruler.",
        "Unfortunately, the shop is closed.",
        "I am an AI researcher from Berlin.", "I'm an artificial intelligence engineer with ten years of practice.",
        "I am an aisle seat.", "I do not have the time.", "I can't believe it!", "This instruction is clear.",
        "Not applicable law was used.", "很抱歉听到这个消息。", "作为一名教师，我热爱工作。", "我不能没有你。",
        "抱歉让你久等了。",
        "对不起，我来晚了。", "他说：我无法回答。",
    ],
    "PLACEHOLDER": [
        "It is known [1] and proved [Smith 2010].", "{1, 2, 3}", "{{}}", "print(user[name])",
        "row['x'][date] = 1", "f(x)[title]",
        "See [link](https://example.org/a).", "[title](./b.md)", "[named entities]",
        "[product := product * i for i in x]",
        "a < your b", "<yourself>", "TODOS", "todo", "XXX", "lorem", "【公告】", "[日本語]",
    ],
    "LEAKED_TEMPLATE": [
        "a <| b and b |> c", "### Results\nIt works.", "use <s>old</s>new text", "Instruction: below", "INST",
        "x[INSTANCE]",
        "The ### Response: heading", "<start of turn>", "Here: Below is an instruction that describes a task",
    ],
    "NO_INPUT": [
        "None of them came.", "No inputs were lost in the flood.", "无论如何", "Nullify", "a man with no name",
        "",
    ],
    "NEEDS_INPUT": [
        "Write an article.", "Name a code.", "写一篇文章。", "What is the textile industry?",
        "a list of colours",
    ],
    "ASKS_FOR_INPUT": ["Please enjoy.", "We provide food.", "The text is long.", "请坐。", "提供帮助"],
    "ABSENT_MEDIA": [
        "Paint an image.", "What makes a good photo?", "图片是什么", "this imagery", "the mapping",
        "the filename",
    ],
    "MEDIA_MARK": ["an image", "<img>", "image>"],
    "REASONING": ["I think so", "</think>", "<thinker>"],
    "REASONING_END": ["<think>", "an answer", "the end of thought"],
    "HAS_MEDIA": ["the png format", "http", "img", "gifted"],
    "NAMES_LANGUAGE": ["Write a poem.", "写一首诗", "the Germanic tribes", "the finish"],
    "DIALOGUE": ["Write a description", "写一首诗", "chatter", "scripture"],
    "GOES_ON": ["the sand", "a theatre", "bands", "it was so", ""],
    "ASKING_ROLE": ["A Human: y", "Human beings", "Humans: z", "USER guide", "human: x"],
    "ANSWERING_ROLE": ["the Assistant: y", "AI is new", "Robot: z", "Assistants: q"],
}  # fmt: skip


def patterns(module: Any) -> dict[str, re.Pattern[str]]:
    return {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}


def pairs(examples: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in examples.items() for text in texts]


@every("name, text", pairs(FOUND))
def test_a_phrase_is_found(name: str, text: str) -> None:
    assert patterns(phrases)[name].search(text)


@every("name, text", pairs(PASSED))
def test_what_looks_like_a_phrase_passes(name: str, text: str) -> None:
    assert not patterns(phrases)[name].search(text)


def test_every_pattern_has_examples_of_both_kinds() -> None:
    assert set(patterns(phrases)) == set(FOUND) == set(PASSED)


LENGTH = 60_000
UNITS = (
    "a", "A", "[", "<", "{", "#", "'", " ", "\n", "\t\n", "X", "`", "1", "中", "-A", "- Aa", "://", "a:// ",
    " #", "I am ",
    "i'm sorry ", "[insert ", "<your ", "the ", "没有", "### ", "Human ", "no input ", "translat", "a. ",
)  # fmt: skip
ENDLESS = ("A", "#", " ", "\n", "-A", "- Aa", "://", "a:// ", " #", "a. ")
"""What patterns that look for an end could try again and again from every place."""


def adversarial() -> list[str]:
    pairs_of_ends = [(unit, "") for unit in UNITS] + [(unit, " é,") for unit in ENDLESS]
    return [unit * (LENGTH // len(unit)) + end for unit, end in pairs_of_ends]


@pytest.mark.full
@every("name", [*patterns(phrases), *patterns(answers)])
def test_a_pattern_is_quick_on_any_text(name: str) -> None:
    pattern = (patterns(phrases) | patterns(answers))[name]
    for text in adversarial():
        start = time.process_time()
        pattern.search(text)
        spent = time.process_time() - start
        assert spent < 0.6, f"{name} takes {spent:.1f} s on {text[:12]!r}"
