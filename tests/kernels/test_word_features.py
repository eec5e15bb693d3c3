"""Hashed words and pairs of words, beside plain Python."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.hashing.word_features import BITS, word_features

FACTOR, FULL = 0x9E3779B97F4A7C15, 2**64 - 1
HASHES = st.one_of(st.integers(0, FULL), st.sampled_from([0, 1, FULL]))


def column(number: int) -> int:
    return (number * FACTOR & FULL) >> (64 - BITS)


def turned(number: int) -> int:
    return (number << 23 & FULL) | number >> 41


@given(st.lists(st.lists(HASHES, max_size=12), max_size=6))
def test_columns_and_counts_are_those_of_plain_python(texts: list[list[int]]) -> None:
    hashes = np.array([one for text in texts for one in text], np.uint64)
    bounds = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    starts, columns, counts = word_features(hashes, bounds)
    for number, text in enumerate(texts):
        pairs = [column(turned(one) ^ two) + (1 << BITS) for one, two in pairwise(text)]
        wanted = sorted(Counter([*map(column, text), *pairs]).items())
        inside = slice(starts[number], starts[number + 1])
        assert list(zip(columns[inside].tolist(), counts[inside].tolist(), strict=True)) == wanted
    assert len(starts) == len(texts) + 1
    assert len(columns) == len(counts) == starts[-1]


def test_the_order_of_two_words_and_a_word_beside_itself_have_columns_of_their_own() -> None:
    one, two = 0x123456789ABCDEF0, 0x0FEDCBA987654321
    bounds = np.arange(0, 9, 2)
    hashes = np.array([one, two, two, one, one, one, two, two], np.uint64)
    starts, columns, _ = word_features(hashes, bounds)
    pairs = {int(columns[starts[text] : starts[text + 1]].max()) for text in range(4)}
    assert len(pairs) == 4
    assert min(pairs) >= 1 << BITS
