from __future__ import annotations

from collections import Counter

import pytest
from augment.making import CHINESE, ENGLISH, holds, new_texts, outcome, prepared, texts
from every import every
from hypothesis import given, settings
from hypothesis import strategies as st

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing
from dataaudit.augment.random_swap import RandomSwap

LONG = "We really saw the very old house and the small garden near that wide river again"


@settings(max_examples=40)
@given(texts(ENGLISH, " "), st.integers(0, 10**6))
def test_a_swap_keeps_every_word_as_often_as_it_stood_there(text: str, seed: int) -> None:
    made = outcome(RandomSwap(0.5), prepared(text), seed)
    if isinstance(made, Made):
        assert Counter(made.text.split()) == Counter(text.split()) or _bag(made.text) == _bag(text)
        assert made.text != text


def _bag(text: str) -> Counter[str]:
    return Counter(word.text for word in prepared(text).words)


@settings(max_examples=40)
@given(texts(CHINESE, ""), st.integers(0, 10**6))
def test_a_chinese_swap_keeps_every_character(text: str, seed: int) -> None:
    made = outcome(RandomSwap(0.5), prepared(text, "zh"), seed)
    if isinstance(made, Made):
        assert Counter(made.text) == Counter(text)


def test_no_word_crosses_a_negation_a_number_a_name_or_a_mark() -> None:
    source = "we really saw the old house, not long ago we all found 12 very nice old shells near London or that sea"
    parts = ("house,", "not", "12", "London")
    expected = None
    for text in new_texts(RandomSwap(0.9), prepared(source)):
        sides, rest = [], text
        for part in parts:
            before, _, rest = rest.partition(f" {part} ") if part != "house," else rest.partition(", ")
            sides.append(sorted(before.split()))
        sides.append(sorted(rest.split()))
        expected = expected or sides
        assert sides == expected


def test_words_change_places_for_every_seed_and_not_always_the_same_ones() -> None:
    found = new_texts(RandomSwap(), prepared(LONG))
    assert LONG not in found
    assert len(set(found)) > 10


def test_one_swap_changes_two_words() -> None:
    for seed in range(10):
        made = outcome(RandomSwap(0.05), prepared(LONG), seed)
        assert isinstance(made, Made)
        first, second = made.changes
        assert (first.before, second.before) == (second.after, first.after)


def test_words_of_two_sentences_do_not_change_with_each_other() -> None:
    text = prepared("He saw green hills there. She found nice shells here.")
    for seed in range(30):
        made = outcome(RandomSwap(0.9), text, seed)
        assert isinstance(made, Made)
        holds(text, made)
        assert sorted(made.text[:24].split()) == ["He", "green", "hills", "saw", "there"]


@every(
    "text, language, reason",
    [
        ("", "en", "too_short"),
        ("...!?", "en", "too_short"),
        ("12 34", "en", "too_short"),
        ("hello", "en", "no_place"),
        ("We really really really", "en", "no_place"),
        ("we did not go there", "en", "no_place"),
        ("！？", "zh", "too_short"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason(text: str, language: str, reason: str) -> None:
    assert outcome(RandomSwap(), prepared(text, language)) == Nothing(reason)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("昨日友達と一緒に映画を見ました", "ja"),
        ("วันนี้อากาศดีมากเราไปเที่ยวทะเลกัน", "th"),
        ("wir waren wirklich sehr gerne dort", "de"),
        ("mi amas la grandan domon", "eo"),
    ],
)
def test_whole_words_change_places_in_any_language(text: str, language: str) -> None:
    one = prepared(text, language)
    words = {word.text for word in one.words}
    made = outcome(RandomSwap(), one)
    assert isinstance(made, Made)
    assert {change.after for change in made.changes} <= words
    assert Counter(made.text) == Counter(text)


def test_no_word_crosses_a_line_break() -> None:
    source = "We really saw old houses\nand small gardens there\r\nbeside wide rivers again"
    text = prepared(source)
    moved = 0
    for made in new_texts(RandomSwap(0.9), text):
        lines, before = made.splitlines(), source.splitlines()
        assert [sorted(line.split()) for line in lines] == [sorted(line.split()) for line in before]
        moved += lines != before
    assert moved
    assert outcome(RandomSwap(), prepared("We\nreally\nslept")) == Nothing("no_place")
