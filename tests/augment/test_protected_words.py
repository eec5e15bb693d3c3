from __future__ import annotations

import pytest
import regex
from every import every

from dataaudit.augment.protected_words import (
    CHINESE_FLAGS,
    contrasts,
    date_words,
    followers,
    marks,
    negations,
    number_words,
)

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "sv", "tr", "id", "vi")


@every("language", LANGUAGES)
def test_negations_are_single_words_in_lower_case(language: str) -> None:
    found = negations(language)
    assert len(found) >= 4
    assert all(word == word.lower() and " " not in word for word in found)


@every(
    "language, word",
    [
        ("en", "not"), ("en", "without"), ("de", "kein"), ("de", "nie"), ("fr", "jamais"), ("es", "nunca"),
        ("it", "non"), ("pt", "não"), ("nl", "geen"), ("ru", "нет"), ("pl", "nie"), ("sv", "inte"), ("tr", "değil"),
        ("id", "tidak"), ("vi", "không"),
    ],
)  # fmt: skip
def test_what_negates_is_in_the_list_of_its_language(language: str, word: str) -> None:
    assert word in negations(language)


@pytest.mark.parametrize("language", ["xx", "", "und"])
def test_an_unknown_language_has_empty_lists_and_no_mark(language: str) -> None:
    assert negations(language) == number_words(language) == date_words(language) == frozenset()
    assert contrasts(language) == frozenset()
    assert marks(language) == ()


@pytest.mark.parametrize(
    ("language", "negation", "contrast", "plain"),
    [
        ("zh", ["不", "没有", "沒", "无法"], ["但是", "除了"], ["好", "我们", "可以"]),
        ("ja", ["食べない", "行かなかった", "ありません"], ["だけど"], ["食べます", "学校", "行った"]),
        ("th", ["ไม่", "อย่า"], ["แต่"], ["กิน", "ข้าว", "ชอบ"]),
    ],
)
def test_a_mark_is_found_in_words_that_negate_or_turn_round_only(
    language: str, negation: list[str], contrast: list[str], plain: list[str]
) -> None:
    found = dict(marks(language))
    assert list(found) == ["negation", "contrast"]
    assert [word for word in negation if not regex.search(found["negation"], word)] == []
    assert [word for word in contrast if not regex.search(found["contrast"], word)] == []
    assert [word for word in (*plain, *contrast) if regex.search(found["negation"], word)] == []


@pytest.mark.parametrize(("language", "word"), [("en", "but"), ("en", "although"), ("de", "aber"), ("fr", "mais")])
def test_what_turns_a_sentence_round_is_no_negation(language: str, word: str) -> None:
    assert word in contrasts(language)
    assert word not in negations(language)


def test_numbers_and_dates_in_words_are_known_in_english() -> None:
    assert {"one", "twelve", "hundred", "half", "twice", "most"} <= number_words("en")
    assert {"january", "monday", "tomorrow", "noon", "week"} <= date_words("en")


def test_flags_of_chinese_words_are_told_by_what_they_name() -> None:
    assert CHINESE_FLAGS["ns"] == "name"
    assert CHINESE_FLAGS["m"] == "number"
    assert CHINESE_FLAGS["t"] == "date"
    assert "n" not in CHINESE_FLAGS


@pytest.mark.parametrize(("language", "words"), [("en", ["it", "but"]), ("de", ["aber", "er"]), ("zh", ["但是", "他"])])
def test_what_speaks_of_the_sentence_before_is_known(language: str, words: list[str]) -> None:
    assert set(words) <= followers(language)
    assert not {"the", "not", "dinner", "晚饭", "sondern"} & followers(language)
    assert followers("xx") == frozenset()
