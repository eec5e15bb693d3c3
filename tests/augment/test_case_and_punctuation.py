from __future__ import annotations

import pytest
import regex
from augment.making import CHINESE, ENGLISH, kept, new_texts, outcome, prepared, texts
from every import every
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dataaudit.augment.case_and_punctuation import CaseAndPunctuation
from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing


def letters(text: str) -> str:
    return "".join(regex.findall(r"[\p{L}\p{N}]", text.lower()))


@settings(max_examples=40)
@given(texts(ENGLISH, " "), st.integers(0, 10**6))
def test_letters_and_digits_stay_but_for_their_capitals(text: str, seed: int) -> None:
    made = outcome(CaseAndPunctuation(0.9), prepared(text), seed)
    if isinstance(made, Made):
        assert letters(made.text) == letters(text)
        assert made.text != text


@settings(max_examples=40)
@given(texts(CHINESE, ""), st.integers(0, 10**6))
@example("这家餐厅的午饭很好吃！！", 4)
def test_chinese_characters_stay(text: str, seed: int) -> None:
    made = outcome(CaseAndPunctuation(0.9), prepared(text, "zh"), seed)
    if isinstance(made, Made):
        assert letters(made.text) == letters(text)
        assert made.text != text


def test_capitals_of_a_beginning_are_dropped_and_marks_left_out_or_repeated() -> None:
    found = set(new_texts(CaseAndPunctuation(0.01), prepared("Well, it works!"), 60))
    assert found == {"well, it works!", "Well it works!", "Well, it works", "Well, it works!!"}


def test_chinese_marks_come_in_the_other_width() -> None:
    found = set(new_texts(CaseAndPunctuation(0.01), prepared("很好，我们喜欢。", "zh"), 60))
    assert found == {"很好,我们喜欢。", "很好我们喜欢。", "很好，我们喜欢", "很好，我们喜欢."}


def test_a_chinese_mark_beside_what_stays_is_left_alone() -> None:
    text = prepared("很好，北京，我们，喜欢。", "zh")
    assert kept(text) == ["北京"]
    assert all("很好，北京，我们" in one for one in new_texts(CaseAndPunctuation(1.0), text))


@pytest.mark.parametrize("source", ["well,it works", "one.two;three!four", "read(it),now", "no,never"])
def test_where_words_have_spaces_no_mark_goes_that_keeps_two_apart(source: str) -> None:
    assert outcome(CaseAndPunctuation(1.0), prepared(source)) == Nothing("no_place")


@settings(max_examples=40)
@given(st.lists(st.sampled_from(("nice", ",", ".", ";", "!", " ", "house")), max_size=9), st.integers(0, 10**6))
def test_words_are_as_many_as_before(pieces: list[str], seed: int) -> None:
    text = prepared("".join(pieces))
    made = outcome(CaseAndPunctuation(1.0), text, seed)
    if isinstance(made, Made):
        assert regex.findall(r"\w+", made.text.lower()) == regex.findall(r"\w+", text.text.lower())


def test_english_marks_keep_their_width() -> None:
    for text in new_texts(CaseAndPunctuation(1.0), prepared("Well, it works. Nice; fine!")):
        assert text.isascii()


def test_a_question_stays_one() -> None:
    assert outcome(CaseAndPunctuation(1.0), prepared("is it cheap?")) == Nothing("no_place")
    assert all(text.endswith("?") for text in new_texts(CaseAndPunctuation(1.0), prepared("Is it cheap, then?")))


def test_names_numbers_and_words_in_capitals_keep_theirs() -> None:
    source = "Anna paid 1,200.50 in London and USA, fine"
    assert set(new_texts(CaseAndPunctuation(1.0), prepared(source))) == {source.replace("USA,", "USA")}


@every(
    "text, language, reason",
    [
        ("", "en", "no_place"),
        ("hello", "en", "no_place"),
        ("? - :", "en", "no_place"),
        ("1,200.50", "en", "no_place"),
        ("https://a.com/x,y.z", "en", "no_place"),
        ("`Well, it`", "en", "no_place"),
        ("你好", "zh", "no_place"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(CaseAndPunctuation(), prepared(text, language)) == Nothing(reason)


@pytest.mark.parametrize(("text", "language"), [("好吗，朋友", "zh"), ("Gut, danke", "de"), ("Bone, dankon", "xx")])
def test_any_language_has_marks(text: str, language: str) -> None:
    assert isinstance(outcome(CaseAndPunctuation(), prepared(text, language)), Made)


def test_marks_alone_are_changed_as_marks() -> None:
    made = outcome(CaseAndPunctuation(0.01), prepared("...!"))
    assert isinstance(made, Made)
    assert len(made.changes) == 1
