"""Words on the list of a text's language."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import regex
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels.signal_twins import CHARACTERS
from kernels.text_twins import UNSEGMENTED

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.stopword_counts import listed_words, pack_lists
from dataaudit.kernels.text.characters import character_tables
from dataaudit.stages.language.function_words import function_words, stop_word_share
from dataaudit.stages.language.language_model import language_model

SPACED = regex.compile(r"[\p{L}\p{M}\p{N}]+")
LAST = regex.compile(r"[\p{L}\p{N}]\p{M}*$")


def twin(text: str, words: list[str] | None) -> list[int]:
    """Words of a text on a list, and all of them, by plain searches."""
    if words is None:
        return [0, 0]
    characters = UNSEGMENTED.findall(text)
    runs = SPACED.findall(UNSEGMENTED.sub(" ", text))
    spaced = [run for run in runs if any(character.isalpha() for character in run)]
    endings = {word[1:] for word in words if word[0] == "-" and len(word) > 1}
    plain = {word for word in words if word[0] != "-" or len(word) == 1}
    listed = sum(character in plain for character in characters)
    listed += sum(word in plain or LAST.search(word)[0] in endings for word in spaced)  # type: ignore[index]
    return [listed, len(characters) + len(spaced)]


def counted(texts: list[str], lists: list[list[str]], which: list[int]) -> list[list[int]]:
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    classes, _ = character_tables()
    found = listed_words(data, offsets[:-1], offsets[1:], classes, pack_lists(lists), np.array(which, np.int64))
    rows: list[list[int]] = found.tolist()
    return rows


WORDS = st.sampled_from(
    ["the", "of", "a", "é", "e\u0301", "-n", "-é", "-\u0e49", "-", "的", "中", "は", "ก", "\u0e49", "x1", "1"]
)
PIECES = st.sampled_from(
    ["the", "The", " of", "a", "n", "é", "e\u0301", "\u0301", "的", "中", "は", "ー", "ก", "\u0e49", "1", "½", "_", "'",
     "-", " ", "\n", "\u200b", "한", "다", "ℵ", "𝒳"]
)  # fmt: skip


@given(
    lists=st.lists(st.lists(WORDS | st.text(CHARACTERS, min_size=1, max_size=3), max_size=6), min_size=1, max_size=3),
    texts=st.lists(st.lists(PIECES | st.text(CHARACTERS, max_size=3), max_size=25).map("".join), max_size=4),
    data=st.data(),
)
def test_counts_are_those_of_plain_searches(lists: list[list[str]], texts: list[str], data: st.DataObject) -> None:
    which = [data.draw(st.integers(-1, len(lists) - 1)) for _ in texts]
    expected = [twin(text, None if one < 0 else lists[one]) for text, one in zip(texts, which, strict=True)]
    assert counted(texts, lists, which) == expected


@every(
    "text, words, found",
    [
        ("the cat of the house", ["the", "of"], [3, 5]),
        ("they then other", ["the"], [0, 3]),
        ("l'eau d'un", ["l", "d", "un"], [3, 4]),
        ("집은 물은 은 하늘", ["-은"], [3, 4]),
        ("re\u0301sume\u0301", ["-e\u0301"], [1, 1]),
        ("我的书", ["的"], [1, 3]),
        ("我的book的", ["的", "book"], [3, 4]),
        ("12 345 ½ !!", ["12"], [0, 0]),
        ("b2b", ["b2b"], [1, 1]),
        ("\u0301 \u0301", ["\u0301"], [0, 0]),
        ("", ["the"], [0, 0]),
    ],
)
def test_words_of_every_kind_are_counted(text: str, words: list[str], found: list[int]) -> None:
    assert counted([text, f"!{text}\n"], [words], [0, 0]) == [found, found]


def test_a_text_is_compared_with_its_own_list_alone() -> None:
    lists = [["the", "-n"], ["of"], []]
    texts = ["the of on"] * 4
    assert counted(texts, lists, [0, 1, 2, -1]) == [[2, 3], [1, 3], [0, 3], [0, 0]]


def test_many_words_are_told_apart() -> None:
    lists = [[f"w{number}x" for number in range(start, 4000, 4)] for start in range(4)]
    text = " ".join(f"w{number}x" for number in range(6000))
    assert counted([text] * 4, lists, [0, 1, 2, 3]) == [[1000, 6000]] * 4


def labels_of(*languages: str) -> np.ndarray:
    _, labels = language_model()
    return np.array([labels.index(language) if language else -1 for language in languages])


def shares(texts: list[str], *languages: str) -> list[float]:
    data, offsets = text_buffers(pa.array(texts, pa.large_string()))
    found: list[float] = stop_word_share(data, offsets[:-1], offsets[1:], labels_of(*languages)).tolist()
    return found


@every("language", function_words())
def test_the_words_of_a_language_are_lower_case_composed_and_unique(language: str) -> None:
    words = function_words()[language]
    assert len(set(words)) == len(words) >= 5
    assert list(words) == [unicodedata.normalize("NFC", word) for word in words]
    assert list(words) == [word.lower() for word in words]
    assert pc.utf8_lower(pa.array(words)).to_pylist() == list(words)


@every("language", function_words())
def test_every_word_of_a_language_is_found_where_it_stands(language: str) -> None:
    made = [f"ab{word[1:]}" if len(word) > 1 and word[0] == "-" else word for word in function_words()[language]]
    assert shares(made, *[language] * len(made)) == [1.0] * len(made)


def test_the_share_of_function_words_is_that_of_the_texts_language() -> None:
    english = "the history of the town and its people"
    assert shares([english, english], "en", "de") == [pytest.approx(5 / 8), 0.0]


def test_a_text_without_words_or_without_a_list_has_no_share() -> None:
    _, labels = language_model()
    without = next(label for label in labels if label not in function_words())
    assert np.isnan(shares(["the", "123 !!", "", "the"], "", "en", "en", without)).all()


def test_every_list_is_of_a_language_that_the_model_can_tell() -> None:
    _, labels = language_model()
    assert set(function_words()) <= set(labels)
