from __future__ import annotations

import pytest
from augment.making import outcome, prepared
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import Made, undone
from dataaudit.augment.class_mix import ClassMix
from dataaudit.augment.operation import Nothing

PARTS = st.lists(st.integers(0, 99).map(lambda number: f"This is part {number}."), min_size=2, max_size=6)


@settings(max_examples=40)
@given(PARTS, PARTS)
def test_the_first_half_of_one_text_comes_before_the_last_half_of_another(own: list[str], theirs: list[str]) -> None:
    text = prepared(" ".join(own), partner=" ".join(theirs))
    made = outcome(ClassMix(), text)
    assert isinstance(made, Made)
    assert made.text == " ".join([*own[: (len(own) + 1) // 2], *theirs[len(theirs) // 2 :]])
    assert undone(made.text, made.changes) == text.text


def test_nothing_is_drawn_by_chance() -> None:
    text = prepared("It is good. I like it.", partner="We came. The food was great.")
    assert len({str(outcome(ClassMix(), text, seed)) for seed in range(5)}) == 1


def test_chinese_halves_are_joined_without_a_space() -> None:
    made = outcome(ClassMix(), prepared("很好吃。我喜欢。", "zh", partner="我们来了。服务不错。"))
    assert isinstance(made, Made)
    assert made.text == "很好吃。服务不错。"


def test_a_space_parts_halves_that_had_none() -> None:
    made = outcome(ClassMix(), prepared("好。I like it", "en", partner="We came. The food was great.  \n"))
    assert isinstance(made, Made)
    assert made.text == "好。 The food was great."


def test_what_stays_is_not_cut_in_half() -> None:
    text = prepared("We ran ```a is b. C is d.", partner="We came. The food was great.")
    assert outcome(ClassMix(), text) == Nothing("too_short")


@pytest.mark.parametrize(
    ("text", "partner", "reason"),
    [
        ("It is good. I like it.", None, "no_partner"),
        ("", None, "no_partner"),
        ("", "", "too_short"),
        ("It is good.", "We came. The food was great.", "too_short"),
        ("It is good. I like it.", "We came.", "too_short"),
        ("It is good. I like it.", "", "too_short"),
        ("...", "!", "too_short"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, partner: str | None, reason: str) -> None:
    assert outcome(ClassMix(), prepared(text, partner=partner)) == Nothing(reason)
