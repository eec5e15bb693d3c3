"""Words in lower case without ASCII punctuation, as RedPajama v2 counts them."""

from __future__ import annotations

import math
import string

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import signal_twins

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.ngrams import LEFT_OUT
from dataaudit.kernels.text.redpajama_words import FIELDS, normal_words


@pytest.fixture(scope="module")
def classes() -> np.ndarray:
    """Classes of characters in which ASCII punctuation belongs to no word."""
    table = character_tables()[0].copy()
    table[[ord(character) for character in string.punctuation]] = LEFT_OUT
    return table


def counted(texts: list[str], classes: np.ndarray) -> list[dict[str, float]]:
    counts, entropy = normal_words(*text_buffers(pa.array(texts, pa.large_string())), classes)
    rows = [dict(zip(FIELDS, row, strict=True)) for row in counts.tolist()]
    return [row | {"entropy": nats} for row, nats in zip(rows, entropy.tolist(), strict=True)]


def expected(texts: list[str]) -> list[dict[str, object]]:
    twins = map(signal_twins.normal_words, texts)
    return [twin | {"entropy": pytest.approx(twin["entropy"], abs=1e-9, nan_ok=True)} for twin in twins]


WORDS = st.sampled_from(
    ["a ", "b ", "ab ", "it's ", "its ", "-- ", "the cat ", "one two three four five ", "中文", "\n"]
)
REPEATED = st.lists(WORDS, max_size=60).map("".join)


@pytest.mark.full
@given(st.lists(st.one_of(REPEATED, signal_twins.TEXTS), max_size=4))
def test_counts_agree_with_the_python_twin_on_any_text(classes: np.ndarray, texts: list[str]) -> None:
    texts = [signal_twins.normal(text) for text in texts]
    assert counted(texts, classes) == expected(texts)


@pytest.mark.parametrize(
    "text", ["", " \n", "...", "a", "a b", "a a", "a b c d", "a b c d e", "中", "a中b", "x " * 9, "x " * 10, "x " * 11]
)
def test_counts_agree_with_the_python_twin_on_edges(text: str, classes: np.ndarray) -> None:
    assert counted([text], classes) == expected([text])


def test_counts_agree_with_the_python_twin_on_real_texts(classes: np.ndarray) -> None:
    texts = [signal_twins.normal(text) for text in signal_twins.real_texts()]
    assert counted(texts, classes) == expected(texts)


def test_a_text_without_words_has_no_entropy(classes: np.ndarray) -> None:
    (row,) = counted(["-- !?"], classes)
    assert row["words"] == 0
    assert math.isnan(row["entropy"])


def test_words_that_differ_in_punctuation_alone_are_the_same(classes: np.ndarray) -> None:
    (row,) = counted(["don't dont d.o.n.t, -- dont!"], classes)
    assert (row["words"], row["unique_words"], row["word_chars"], row["entropy"]) == (4, 1, 16, 0)


def test_the_entropy_of_equally_frequent_words_is_the_logarithm_of_their_number(classes: np.ndarray) -> None:
    (row,) = counted(["a b c d " * 7], classes)
    assert row["entropy"] == pytest.approx(math.log(4))


def test_a_top_ngram_that_occurs_once_counts_as_none(classes: np.ndarray) -> None:
    (row,) = counted(["one two three four"], classes)
    assert [row[f"top_{size}gram_chars"] for size in (2, 3, 4)] == [0, 0, 0]


def test_of_two_most_frequent_ngrams_the_first_counts(classes: np.ndarray) -> None:
    (row,) = counted(["long words | a b | a b | long words"], classes)
    assert row["top_2gram_chars"] == 18


def test_a_repeated_ngram_covers_its_first_occurrence_too(classes: np.ndarray) -> None:
    (row,) = counted(["a b c d e x a b c d e y"], classes)
    assert (row["covered_5gram_chars"], row["covered_6gram_chars"]) == (10, 0)


def test_characters_in_overlapping_ngrams_count_once(classes: np.ndarray) -> None:
    (row,) = counted(["xy " * 30], classes)
    assert [row[f"covered_{size}gram_chars"] for size in (5, 10)] == [60, 60]
    assert row["repeated_10grams"] == 21


def test_ngrams_are_told_apart_by_where_their_words_end(classes: np.ndarray) -> None:
    (row,) = counted(["a bc d e f ab c d e f"], classes)
    assert row["covered_5gram_chars"] == 0


def test_many_different_words_are_told_apart(classes: np.ndarray) -> None:
    (few, many) = counted(["a b", " ".join(f"word{number}" for number in range(5000))], classes)
    assert (few["unique_words"], many["unique_words"]) == (2, 5000)
    assert many["entropy"] == pytest.approx(math.log(5000))
