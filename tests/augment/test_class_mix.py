from __future__ import annotations

import pytest
from augment.making import outcome, prepared
from every import every
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


@every(
    "text, partner, reason",
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


def test_it_never_begins_inside_code_of_the_partner() -> None:
    partner = "We ran ```a is b. C is d. E is f."
    assert outcome(ClassMix(), prepared("It is good. I like it.", partner=partner)) == Nothing("too_short")
    made = outcome(ClassMix(), prepared("It is good. I like it.", partner=f"One came. Two came. {partner[:-1]}```."))
    assert isinstance(made, Made)
    assert made.text == "It is good. We ran ```a is b. C is d. E is f```."


def test_it_never_begins_inside_what_an_expression_of_the_users_finds_in_the_partner() -> None:
    own, partner = "It is good. I like it.", "We came. The food was great."
    assert outcome(ClassMix(), prepared(own, partner=partner, patterns=("came. The",))) == Nothing("too_short")
    assert isinstance(outcome(ClassMix(), prepared(own, partner=partner, patterns=("We came.",))), Made)


@pytest.mark.parametrize(("marked", "goes"), [((17, 21), True), ((0, 2), False), ((6, 10), False), ((12, 99), True)])
def test_a_row_whose_marked_span_would_go_is_left_alone(marked: tuple[int, int], goes: bool) -> None:
    text = prepared("It is good. I do like it.", partner="We came. The food was great.", marked=(marked,))
    made = outcome(ClassMix(), text)
    assert made == Nothing("protected") if goes else isinstance(made, Made)


def test_a_row_in_whose_second_half_an_expression_of_the_users_finds_something_is_left_alone() -> None:
    partner = "We came. The food was great."
    for own, goes in (("It is good. Take code 7.", True), ("Take code 7. It is good.", False)):
        made = outcome(ClassMix(), prepared(own, partner=partner, patterns=(r"code \d",)))
        assert made == Nothing("protected") if goes else isinstance(made, Made)
