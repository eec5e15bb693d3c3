from __future__ import annotations

from collections import Counter

import pytest
from augment.making import holds, new_texts, outcome, prepared
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing, Prepared
from dataaudit.augment.sentence_shuffling import SentenceShuffling

SENTENCES = (
    "Rain fell.", "Everyone stayed in!", "Lunch was $3.50 there.", "Dr. Li never came.", "Was it cheap?",
    'Mike said "Go."',
    "See https://a.com/x for more.", "Run `make all` first.",
)  # fmt: skip
HAN = ("今天下雨了。", "我们没有出门！", "价格是3元。", "你喜欢吗？", "服务员很热情。")


def sentences(text: Prepared) -> Counter[str]:
    return Counter(text.text[start:end].strip() for start, end in text.sentences)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=7), st.integers(0, 10**6))
def test_every_sentence_stays_whole_and_as_often_as_it_was(parts: list[str], seed: int) -> None:
    text = prepared(" ".join(parts))
    made = outcome(SentenceShuffling(2), text, seed)
    assert isinstance(made, Made)
    assert sentences(prepared(made.text)) == sentences(text) == Counter(parts)
    assert "  " not in made.text


@settings(max_examples=40)
@given(st.lists(st.sampled_from(HAN), min_size=3, max_size=7), st.integers(0, 10**6))
def test_chinese_sentences_stay_whole_without_spaces(parts: list[str], seed: int) -> None:
    text = prepared("".join(parts), "zh")
    made = outcome(SentenceShuffling(2), text, seed)
    assert isinstance(made, Made)
    assert sentences(prepared(made.text, "zh")) == Counter(parts)
    assert " " not in made.text


@settings(max_examples=25)
@given(st.permutations(SENTENCES[:4]), st.integers(0, 10**6))
def test_a_question_at_the_end_stays_there(parts: list[str], seed: int) -> None:
    text = prepared(" ".join([*parts, "What would you do?"]))
    made = outcome(SentenceShuffling(), text, seed)
    assert isinstance(made, Made)
    assert made.text.endswith(" What would you do?")
    assert made.text != text.text


def test_a_chinese_question_at_the_end_stays_there() -> None:
    for text in new_texts(SentenceShuffling(2), prepared("今天下雨。我们在家。你呢？", "zh"), moved=True):
        assert text == "我们在家。今天下雨。你呢？"


def test_all_other_orders_come_and_the_old_one_never() -> None:
    found = set(new_texts(SentenceShuffling(), prepared("One came. Two came. Three came."), 60, moved=True))
    assert len(found) == 5
    assert "One came. Two came. Three came." not in found


@pytest.mark.parametrize(
    ("source", "language", "pair"),
    [
        ("Anna came. She was late. Dinner was cold.", "en", "Anna came. She was late."),
        ("Anna came. But nobody saw. Dinner was cold.", "en", "Anna came. But nobody saw."),
        ("小明来了。他迟到了。晚饭凉了。", "zh", "小明来了。他迟到了。"),
        ("Anna kam. Aber niemand sah. Lisa ging.", "de", "Anna kam. Aber niemand sah."),
    ],
)
def test_a_sentence_that_speaks_of_the_one_before_it_moves_with_it(source: str, language: str, pair: str) -> None:
    (text,) = set(new_texts(SentenceShuffling(2), prepared(source, language), moved=True))
    assert text != source
    assert pair in text


def test_line_breaks_stay_where_they_are() -> None:
    for text in new_texts(SentenceShuffling(2), prepared("Rain fell.\n\nEveryone went home. Mike came.\n"), moved=True):
        assert [len(line) > 0 for line in text.split("\n")] == [True, False, True, False]


@pytest.mark.parametrize(
    "source", ["We wrote ```x is y. Then z.``` as told. Fine. Good.", "Dear {a. B} there. It rained. We left."]
)
def test_what_stays_is_not_torn_apart(source: str) -> None:
    text = prepared(source)
    made = outcome(SentenceShuffling(2), text)
    if isinstance(made, Made):
        holds(text, made, moved=True)
        assert "```x is y. Then z.```" in made.text
    else:
        assert made == Nothing("too_short")


@every(
    "text, fewest",
    [
        ("", 2),
        ("hello", 2),
        ("It rained. We left.", 3),
        ("It rained. Why?", 2),
        ("... !!! ???", 2),
        ("It rained. ... !", 2),
    ],
)
def test_a_text_with_too_few_sentences_is_too_short(text: str, fewest: int) -> None:
    assert outcome(SentenceShuffling(fewest), prepared(text)) == Nothing("too_short")


def test_the_fewest_sentences_are_two_whatever_is_asked() -> None:
    assert outcome(SentenceShuffling(0), prepared("It rained.")) == Nothing("too_short")


def test_any_language_has_sentences() -> None:
    made = outcome(SentenceShuffling(2), prepared("Pluvis. Ni restis.", "xx"))
    assert isinstance(made, Made)
    assert made.text == "Ni restis. Pluvis."


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Anna came. It rained. But nobody cared. This helped.", "en"),
        ("小明来了。但是他迟到了。这不好。", "zh"),
    ],
)
def test_followers_of_one_sentence_leave_nothing_to_shuffle(source: str, language: str) -> None:
    assert outcome(SentenceShuffling(2), prepared(source, language)) == Nothing("too_short")


def test_a_follower_at_the_beginning_has_nothing_to_follow_and_moves_like_others() -> None:
    found = set(new_texts(SentenceShuffling(2), prepared("It rained. Dinner was cold."), moved=True))
    assert found == {"Dinner was cold. It rained."}
