"""Set phrases in instruction data: refusals, placeholders, markup of chat templates, prompts that need an input."""

from __future__ import annotations

import re

REFUSAL = re.compile(
    r"^\W{0,3}(?:(?:i['’]?m|i am|we['’]?re) (?:very |really |so )?(?:sorry|afraid)\b.{0,60}\b(?:can(?:no|['’])t(?! (?:imagine|believe|wait)\b)|unable|not able|"
    r"do(?:n['’]t| not) have|as an ai)|(?:sorry|apologies),? (?:but )?i (?:can(?:no|['’])t|am unable|do not|don['’]t)|"
    r"as an? (?:ai|artificial intelligence|large language|language) (?:language )?(?:model|assistant)\b|"
    r"i (?:can(?:no|['’])t|am (?:unable|not able) to|do(?:n['’]t| not) have the (?:ability|capability) to) "
    r"(?:help|assist|fulfil|comply|provide|answer|complete|do|create|generate|access|browse|write|process)|"
    r"unfortunately,? (?:i|as an ai)\b.{0,30}\b(?:can(?:no|['’])t|unable|not able)|"
    r"(?:i['’]m|i am) (?:just |only )?an? (?:ai|artificial intelligence|(?:ai |large )?language model)(?: (?:language )?(?:model|assistant|system|"
    r"program|chatbot))?(?=\W*$|[,.;:!–—-]| (?:and|so|but|that|which|who|without|developed|created|trained|made|built|designed)\b)|"
    r"(?:this|the) (?:instruction|request|prompt) (?:can(?:no|['’])t|is not possible)|no output|not applicable\W*$)|"
    r"^(?:很?抱歉|对不起|非常抱歉)[，,]?.{0,20}(?:无法|不能|没有)|^作为(?:一个|一名)?(?:人工智能|ai|语言模型)|^我(?:无法|不能)(?:提供|回答|完成|访问)|"
    r"^(?:lo siento|désolé|je suis désolé|es tut mir leid|leider kann ich|申し訳(?:ありません|ございません))",
    re.IGNORECASE | re.DOTALL,
)
PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9_\])])\[(?!(?-i:EMAIL|PHONE|URL)\])(?:insert|your|enter|add|fill in|name|company|date|address|recipient|sender|city|product|title|link|url|email|phone"
    r"|blank)\b[^\],=\n]{0,40}\](?!\()|\{\{\s?\w[\w .]{0,40}\}\}|<(?:your|insert|enter)[ _-][^>\n]{0,40}>|(?-i:\bXXXX+\b|\bTODO\b)|\blorem ipsum\b|"
    r"\[(?:此处|你的|您的|姓名|日期|公司)[^\]\n]{0,20}\]|【(?:插入|你的|您的|姓名|日期|公司)[^】\n]{0,20}】",
    re.IGNORECASE,
)
PLACEHOLDER_HINTS = ("[", "{{", "<", "XXXX", "TODO", "【", "lorem", "Lorem", "LOREM")
"""One of them is in every text with a placeholder; they are found faster."""
LEAKED_TEMPLATE = re.compile(
    r"<\|[a-z_0-9]{2,30}\|>|<｜[^｜]{2,30}｜>|\[/?INST\]|<</?SYS>>|^[^\S\n]*(?:#{2,3} ?(?:Instruction|Response|Input|Human|Assistant)s?:)|"
    r"</?s>(?=\s|$)|<(?:start|end)_of_turn>|^[^\S\n]*Below is an instruction that describes a task",
    re.MULTILINE,
)
LEAKED_HINTS = ("<", "[", "##", "Below is")
ASKING_ROLE = re.compile(r"^[^\S\n]*(?:Human|USER|### ?User): ", re.MULTILINE)
ANSWERING_ROLE = re.compile(r"^[^\S\n]*(?:Assistant|ASSISTANT|AI|Bot): ", re.MULTILINE)
DIALOGUE = re.compile(
    r"\b(?:dialog(?:ue)?s?|conversations?|chat(?:bot)?s?|scripts?|interviews?|scenes?|role ?-?play|assistant|robot|transcripts?|interactions?)"
    r"\b|对话|聊天|剧本|采访",
    re.IGNORECASE,
)
NO_INPUT = re.compile(
    r"^\W*(?:no ?input|none|n/?a|null|nil|无|没有输入|输入为空)\W*$|noinput|no input\b", re.IGNORECASE
)
NEEDS_INPUT = re.compile(
    r"\b(?:(?:the|this|these|those) (?:(?:given|following|provided|above|below|attached) )?(?:text|passage|paragraph|article|sentence"
    r"|sentences|code|poem|email|image|picture|photo|table|list|document|conversation|dialogue|data|equation|function|"
    r"statement|phrase|words?|quote|story|review|tweet)(?: below| above)?|(?:given|following|provided|attached) (?:text|passage|"
    r"paragraph|article|sentences?|code|image|picture|table|list|document|data))\b|(?:以下|下面|这段|这篇|下列|给定|上述)(?:的)?(?:文本|文章|"
    r"段落|句子|代码|图片|表格|列表|内容)",
    re.IGNORECASE,
)
ASKS_FOR_INPUT = re.compile(
    r"\bplease (?:provide|specify|share|supply|paste|give me|enter)\b|\b(?:no|without|missing) (?:input|text|passage|article|image|"
    r"context|information) (?:was |is |has been )?(?:provided|given|supplied)\b|\b(?:did|does|have)(?:n['’]t| not) (?:provide|given?|include|"
    r"attach|specif)|\b(?:input|text|passage|article|image|link|file) is (?:missing|not (?:provided|given|available))|"
    r"请(?:您)?(?:先)?(?:提供|输入|给出|粘贴)|(?:没有|未)提供",
    re.IGNORECASE,
)
ABSENT_MEDIA = re.compile(
    r"\b(?:(?:this|the|attached|following|given|above|below) (?:image|picture|photo(?:graph)?|video|audio|file|attachment|screenshot|"
    r"diagram|map)|(?:image|picture|photo) (?:above|below|attached|provided))\b|(?:这张|下面的|附件中的|以下)(?:图片|照片|视频|附件)",
    re.IGNORECASE,
)
MEDIA_MARK = re.compile(r"<(?:image|video|audio)>|<\|(?:image|video|audio)[^|>]*\|>", re.IGNORECASE)
"""A mark in a prompt where a picture belongs."""
REASONING = re.compile(r"<(?:think|thinking|reasoning|thought|scratchpad)>|<\|begin_of_thought\|>", re.IGNORECASE)
REASONING_END = re.compile(
    r"</(?:think|thinking|reasoning|thought|scratchpad)>|<\|end_of_thought\|>|<answer>", re.IGNORECASE
)
HAS_MEDIA = re.compile(r"https?://|data:image|!\[|<img|\.(?:png|jpe?g|gif|mp[34]|wav|pdf)\b", re.IGNORECASE)
NAMES_LANGUAGE = re.compile(
    r"\b(?:translat\w+|english|spanish|french|german|italian|portuguese|dutch|russian|chinese|mandarin|japanese|korean|arabic|hindi"
    r"|latin|greek|hebrew|turkish|polish|swedish|norwegian|danish|finnish|vietnamese|thai|indonesian|language|languages|swahili|"
    r"czech|hungarian|romanian|ukrainian|bengali|urdu|persian|tamil|haiku|lyrics|pig)\b|翻译|译成|英文|英语|日语|韩语|法语|德语|西班牙语|外语|语言|中文|"
    r"翻訳|英語|日本語|中国語|traduci|tradu[ci]|übersetz|перев[оеё]д",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"\b(?:and|or|but|the|a|an|of|to|in|with|for|that|which|because|as|is|are|was|were|by|on|at|from)$"
)
OPEN_TASK = re.compile(
    r"^\W{0,3}(?:please |can you |could you |kindly )?(?:(?:write|compose|create|invent|generate|make up|draft|tell|suggest|propose|"
    r"recommend|think of|come up with|imagine)(?: me| us)? (?:an?|some|any|one|another|two|three|random)\b|brainstorm\b|"
    r"(?:name|give|list|pick|choose)(?: me| us)? (?:some|any|one|another|two|three|random|an? (?:random )?(?:example|idea|list|tip))\b|"
    r"(?:schreib|verfass|erfind)e?(?: mir)? (?:ein|eine|einen)\b|(?:nenne?|gib)(?: mir)? (?:ein beispiel|irgendein)|"
    r"(?:écris|rédige|invente)(?:-moi)? une?\b|(?:donne|cite)(?:-moi)? un exemple\b|(?:escribe|inventa|redacta) una?\b|"
    r"(?:dame|da) un ejemplo\b|(?:scrivi|inventa) un[oa']?\b|(?:请)?(?:写|编|造|讲)(?:一|个|出)|(?:请)?举(?:一|个)|(?:напиши|придумай)(?:те)?\b)",
    re.IGNORECASE,
)
"""Tasks to which many answers are right."""
