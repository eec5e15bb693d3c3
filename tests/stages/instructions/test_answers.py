"""What is wrong with an answer: an echo of its prompt, cut off."""

from __future__ import annotations

import re
import time

import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.instructions.answers import ECHO, WHOLE, echo_share, is_truncated, words_of

PROMPT = "Name three primary colours of light."


@every(
    "prompt, answer, share",
    [
        (PROMPT, PROMPT, 1.0),
        (PROMPT, "NAME three; primary colours - of light!", 1.0),
        (PROMPT, "Red, green and blue are the three primary colours of light.", 1 / 7),
        (PROMPT, "Red, green, blue: three primary colours of light.", 1 / 4),
        (PROMPT, f"{PROMPT} Red, green, blue.", 2 / 5),
        ("Is the sky blue or green?", "blue", 0.0),
        ("Say it again now", "say it again now", 1.0),
        ("Say it again now", "say it again", 0.0),
        ("用Python写代码", "用 python 写代码", 1.0),
        ("Yes or no", "no or yes", 0.0),
        ("Hi there", "Hi there", 0.0),
        ("", "An answer to nothing at all.", 0.0),
        ("请写出三种光的原色。", "请写出三种光的原色", 1.0),
        ("请写出三种光的原色。", "红色、绿色和蓝色，这是三原色", 0.0),
        ("一二三四五六七八九十", "一二三四五六七八九零", 5 / 6),
        (PROMPT, "", None),
        (PROMPT, " .,!? \n", None),
    ],
)
def test_the_echo_is_the_share_of_sequences_that_the_prompt_holds(
    prompt: str, answer: str, share: float | None
) -> None:
    assert echo_share(prompt, answer) == (share if share is None else pytest.approx(share))


def twin(prompt: str, answer: str) -> float | None:
    """An echo by searches in joined words."""
    asked = re.findall(r"[一-鿿]|[a-zß]+", prompt.casefold())
    said = re.findall(r"[一-鿿]|[a-zß]+", answer.casefold())
    if not said:
        return None
    if len(said) < 0.8 * len(asked):
        return 0.0
    if len(said) < 5:
        return 1.0 if said == asked and len(said) >= 3 else 0.0
    inside = "".join(f"|{word}" for word in asked) + "|"
    found = [f"|{'|'.join(said[first : first + 5])}|" in inside for first in range(len(said) - 4)]
    return sum(found) / len(found)


WORDS = st.lists(st.sampled_from(["a ", "b ", "A", "b, ", "中", "文", ". ", "c\n"]), max_size=25).map("".join)


@given(WORDS, WORDS)
def test_the_echo_is_that_of_plain_searches(prompt: str, answer: str) -> None:
    assert (ECHO, WHOLE) == (5, 0.8)
    for asked in (prompt, answer, f"{prompt} {answer}", answer[: len(answer) * 9 // 10]):
        assert echo_share(asked, answer) == twin(asked, answer)


@given(st.text(), st.text())
def test_any_texts_have_a_share_and_an_end(prompt: str, answer: str) -> None:
    share = echo_share(prompt, answer)
    assert (share is None) == (words_of(answer) == [])
    assert share is None or 0 <= share <= 1
    assert is_truncated(answer) in (True, False)
    assert is_truncated(f"{answer} \n\t") == is_truncated(answer)


LONG = "a house in which nobody had waited for them on that night"


@every(
    "answer",
    [
        "It was late. They came home and",
        "It was late. They came home. The",
        "It was late. They opened the door, looked around,",
        "Here it is:\n```python\nprint(1)\n",
        "```\na\n```\nand ```b",
        f"It was late. They came home to {LONG}",
        f"It was late.\nThey came home to {LONG}",
        f'"It was late." They came home to {LONG}',
        "天色已晚。他们回到家里，打开了门，",
        "天色已晚。他们回到家里，看见了书、",
        "天色已晚。他们回到了家里并且打开了门然后看见",
        "It was late. They met Anna, a friend of",
    ],
)
def test_an_answer_that_breaks_off_is_seen(answer: str) -> None:
    assert is_truncated(answer)


@every(
    "answer",
    [
        "",
        " \n",
        "Red",
        "Red, green and blue",
        "It was late. They came home.",
        "It was late. They came home…",
        'He said: "It is late." And then: "They came home"',
        "It was late. (They came home)",
        "天色已晚。他们回到家里。",
        "他说：“天色已晚。”",
        "```python\nprint(1)\n```",
        "Use it. Then `x = 1`",
        "Dear Ann,\nthank you for coming. It was a pleasure.\n\nSincerely,",
        "Dear Ann,\nthank you. It was a pleasure.\n\nWith kind regards,\nBob Miller",
        "int x = 1. Then\nreturn x;",
        f"Here are three.\n1. one\n2. two\n3. three and {LONG}",
        f"Here are three.\n- one\n- two and {LONG}",
        f"Here are three.\n(a) one\n(b) two and {LONG}",
        f"The parts. They are:\nThird part: {LONG}",
        f"A table. Here:\n| a | b |\n| {LONG} | and",
        f"Life is short. {LONG} - Anna B. Müller",
        f"Life is short. {LONG} —Mark Twain",
        f"Read on. {LONG} https://example.org/and",
        f"Read on. {LONG} #fun #life",
        f"Read on. {LONG} 🙂",
        "The whole line has no sentence before it and goes on for long without an end of any kind and",
    ],
)  # fmt: skip
def test_an_answer_that_ends_in_another_way_is_whole(answer: str) -> None:
    assert not is_truncated(answer)


def test_a_name_behind_a_dash_has_four_words_at_most() -> None:
    start = f"It was late. {LONG} - "
    assert not is_truncated(f"{start}Anna Berta Carla Doris")
    assert is_truncated(f"{start}Anna Berta Carla Doris Emma")
    assert is_truncated(f"{start}Anna of nowhere")


@pytest.mark.full
@every("unit", ["a", "A", "-A", "- A", "://", ":// ", "a#", " #", "a. ", "a b ", "中", "\n", " ", "é,", "\n1. a"])
def test_an_answer_is_judged_quickly_whatever_it_is(unit: str) -> None:
    text = f"It was late. {unit * (200_000 // len(unit))}"
    for answer in (text, f"{text} é,"):
        start = time.process_time()
        is_truncated(answer)
        echo_share(text, answer)
        assert time.process_time() - start < 2
