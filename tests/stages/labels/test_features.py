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

from dataaudit.stages.labels.features import BITS, hashed_words, learn_features

WORDS = ["cat", "dog", "mat", "sat", "猫", "ran"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=12)


def column(texts: list[str | None]) -> pa.LargeStringArray:
    return pa.array(texts, pa.large_string())


def terms(text: str) -> list[tuple[str, ...]]:
    words = text.split()
    pairs: list[tuple[str, ...]] = list(pairwise(words))
    if len(words) == 1:
        pairs = [(words[0], "")]
    return [*((word,) for word in words), *pairs]


def plain(learnt: list[str], asked: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Similarities of texts by TF-IDF of words and pairs; a single word is its own pair."""
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


@given(TEXTS, TEXTS)
def test_texts_are_as_alike_as_by_tf_idf_in_plain_python(learnt: list[str], asked: list[str]) -> None:
    found = learn_features(column([*learnt]))(column([*asked]), None)
    assert (found @ found.T).toarray() == pytest.approx(plain(learnt, asked), abs=1e-5)


def test_words_and_pairs_have_columns_of_their_own() -> None:
    rows, columns = hashed_words(column(["the cat sat", None, "", "!!", "Cat"]))
    words = columns < 1 << BITS
    assert rows[words].tolist() == [0, 0, 0, 4]
    assert len(set(columns[words].tolist())) == 3
    assert rows[~words].tolist()[:2] == [0, 0]
    assert columns.max() < 2 << BITS


def test_vectors_stand_beside_the_words() -> None:
    texts = column(["cat sat", "cat sat", None])
    vectors = np.array([[1, 0], [0, 1], [0, 0]], np.float32)
    found = learn_features(texts)(texts, vectors).toarray()
    assert found[:, -2:].tolist() == vectors.tolist()
    assert np.linalg.norm(found[:, :-2], axis=1) == pytest.approx([1, 1, 0])


def test_a_column_that_one_text_alone_has_is_left_out() -> None:
    learnt = learn_features(column(["cat", "cat", "dog"]))
    assert not learnt(column(["dog"]), None).toarray().any()
    assert learnt(column(["cat"]), None).toarray().any()
    assert learn_features(column(["cat", "dog"]))(column(["cat"]), None).shape == (1, 0)
