"""TF-IDF in hashed columns: what plain Python makes of words and pairs of words."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.hashing.word_features import BITS
from dataaudit.stages.labels.features import COLUMNS, FeatureRows, hashed_words, joined, learn_features

WORDS = ["cat", "dog", "mat", "sat", "猫", "ran"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=12)


def column(texts: list[str | None]) -> pa.LargeStringArray:
    return pa.array(texts, pa.large_string())


def terms(text: str) -> list[tuple[str, ...]]:
    words = text.split()
    return [*((word,) for word in words), *pairwise(words)]


def plain(learnt: list[str], asked: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Similarities of texts by TF-IDF of words and pairs."""
    held = Counter(term for text in learnt for term in set(terms(text)))
    weights = {term: math.log((1 + len(learnt)) / (1 + count)) + 1 for term, count in held.items() if count >= 2}
    order = {term: place for place, term in enumerate(weights)}
    matrix = np.zeros((len(asked), len(order)))
    for row, text in enumerate(asked):
        for term, count in Counter(terms(text)).items():
            if term in order:
                matrix[row, order[term]] = (1 + math.log(count)) * weights[term]
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.divide(matrix, lengths, out=matrix, where=lengths > 0)
    return matrix @ matrix.T


def dense(rows: FeatureRows) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The word part as a table."""
    result = np.zeros((len(rows), rows.width))
    result[np.repeat(np.arange(len(rows)), np.diff(rows.bounds)), rows.columns] = rows.values
    return result


@given(TEXTS, TEXTS)
def test_texts_are_as_alike_as_by_tf_idf_in_plain_python(learnt: list[str], asked: list[str]) -> None:
    found = dense(learn_features(column([*learnt]))(column([*asked]), None))
    assert found @ found.T == pytest.approx(plain(learnt, asked), abs=1e-5)


def test_words_and_pairs_have_columns_of_their_own() -> None:
    starts, columns, counts = hashed_words(column(["the cat sat", None, "", "!!", "Cat"]))
    words = columns < 1 << BITS
    assert starts.tolist() == [0, 5, 5, 5, 5, 6]
    assert words.tolist() == [True, True, True, False, False, True]
    assert columns[5] in columns[:3]
    assert counts.tolist() == [1] * 6
    assert columns.max() < COLUMNS


def test_vectors_stand_beside_the_words() -> None:
    texts = column(["cat sat", "cat sat", None])
    vectors = np.array([[1, 0], [0, 1], [0, 0]], np.float32)
    found = learn_features(texts)(texts, vectors)
    assert found.vectors.tolist() == vectors.tolist()
    assert np.linalg.norm(dense(found), axis=1) == pytest.approx([1, 1, 0])


def test_a_column_that_one_text_alone_has_is_left_out() -> None:
    learnt = learn_features(column(["cat", "cat", "dog"]))
    assert not dense(learnt(column(["dog"]), None)).any()
    assert dense(learnt(column(["cat"]), None)).any()
    assert dense(learn_features(column(["cat", "dog"]))(column(["cat"]), None)).shape == (1, 0)


def test_of_too_many_columns_the_most_frequent_ones_are_kept() -> None:
    texts = column(["cat dog", "cat mat", "cat dog", "ran", "ran"])
    learnt = learn_features(texts, 2)
    kept = [bool(dense(learnt(column([word]), None)).any()) for word in ("cat", "mat", "dog", "ran")]
    assert sum(kept) == 2
    assert kept[0]
    assert not kept[1]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_pieces_one_after_the_other_are_the_features_of_all(pieces: list[list[str]]) -> None:
    learnt = learn_features(column([text for piece in pieces for text in piece]))
    together = learnt(column([text for piece in pieces for text in piece]), None)
    found = joined([learnt(column([*piece]), None) for piece in pieces])
    assert found.bounds.tolist() == together.bounds.tolist()
    assert found.columns.tolist() == together.columns.tolist()
    assert found.values.tolist() == together.values.tolist()
    assert len(found) == len(together)
