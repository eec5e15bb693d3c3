from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dataaudit.kernels.duplicates.nearest import dot_products, similar_members, update_nearest

LEVELS = np.array([-1, -0.5, 0, 0.5, 0.75, 0.9, 1], np.float32)


@st.composite
def similarities(draw: st.DrawFn) -> np.ndarray:
    """All vectors with all, of few different values, so that many are equally near."""
    count = draw(st.integers(0, 12))
    levels: np.ndarray = LEVELS[draw(arrays(np.int64, (count, count), elements=st.integers(0, len(LEVELS) - 1)))]
    return levels


def split(numbers: np.ndarray, cuts: list[int]) -> list[np.ndarray]:
    places = sorted({0, len(numbers), *(cut % (len(numbers) + 1) for cut in cuts)})
    return [numbers[first:last] for first, last in pairwise(places)]


def twin_nearest(similarity: np.ndarray, wanted: int) -> tuple[list[list[int]], list[list[float]]]:
    numbers, values = [], []
    for query, row in enumerate(similarity.tolist()):
        ranked = sorted((-value, other) for other, value in enumerate(row) if other != query)[:wanted]
        numbers.append([other for _, other in ranked] + [-1] * (wanted - len(ranked)))
        values.append([-value for value, _ in ranked] + [-2.0] * (wanted - len(ranked)))
    return numbers, values


def twin_pairs(
    similarity: np.ndarray, queries: list[int], members: list[int], thresholds: list[float], most: int
) -> tuple[list[tuple[int, int]], int]:
    pairs, cut = [], 0
    for row, query in enumerate(queries):
        found = [
            (query, member)
            for column, member in enumerate(members)
            if member != query and similarity[row, column] >= max(thresholds[query], thresholds[member])
        ]
        pairs += found[:most]
        cut += len(found) > most
    return pairs, cut


@given(similarities(), st.integers(1, 4), st.lists(st.integers(0, 12), max_size=3), st.randoms())
def test_the_nearest_are_those_of_sorting_in_whatever_blocks(
    similarity: np.ndarray, wanted: int, cuts: list[int], random: Random
) -> None:
    count = len(similarity)
    nearest, values = np.full((count, wanted), -1), np.full((count, wanted), -2, np.float32)
    members = np.array(random.sample(range(count), count), np.int64)
    for queries in split(np.arange(count), cuts):
        for some in split(members, cuts[::-1]):
            update_nearest(similarity[np.ix_(queries, some)], queries, some, nearest, values)
    assert (nearest.tolist(), values.tolist()) == twin_nearest(similarity, wanted)


@given(similarities(), st.lists(st.sampled_from(LEVELS.tolist()), min_size=12, max_size=12), st.integers(1, 5))
def test_similar_members_are_those_of_the_python_twin(
    similarity: np.ndarray, thresholds: list[float], most: int
) -> None:
    members = np.arange(len(similarity))[::-1].copy()
    queries = np.arange(0, len(similarity), 2)
    block = np.ascontiguousarray(similarity[np.ix_(queries, members)])
    left, right, cut = similar_members(block, queries, members, np.array(thresholds, np.float32), most)
    expected = twin_pairs(block, queries.tolist(), members.tolist(), thresholds, most)
    assert (list(zip(left.tolist(), right.tolist(), strict=True)), cut) == expected


def test_more_pairs_than_the_first_room_holds_are_all_there() -> None:
    count = 70
    members = np.arange(count)
    everything = np.ones((count, count), np.float32)
    left, right, cut = similar_members(everything, members, members, np.ones(count, np.float32), count)
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == count * (count - 1) > 2 * 1024
    assert cut == 0


@given(
    st.integers(1, 8).flatmap(
        lambda width: arrays(np.float32, (5, width), elements=st.floats(-2, 2, width=32, allow_subnormal=False))
    ),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=20),
)
def test_products_are_those_of_a_plain_loop(vectors: np.ndarray, pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    expected = []
    for one, two in pairs:
        total = 0.0
        for first, second in zip(vectors[one].tolist(), vectors[two].tolist(), strict=True):
            total += first * second
        expected.append(total)
    assert dot_products(vectors, left, right).tolist() == expected


def test_products_agree_with_numpy_and_carry_what_is_not_finite() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 256)).astype(np.float32)
    left, right = np.divmod(np.arange(2500), 50)
    got = dot_products(vectors, left, right).reshape(50, 50)
    assert got == pytest.approx(vectors.astype(np.float64) @ vectors.astype(np.float64).T)
    vectors[3, 7] = np.nan
    assert np.isnan(dot_products(vectors, np.array([3, 4]), np.array([4, 5]))).tolist() == [True, False]


def test_nothing_compared_leaves_everything_as_it_was() -> None:
    nearest, values = np.full((2, 3), -1), np.full((2, 3), -2, np.float32)
    none, both = np.zeros(0, np.int64), np.arange(2)
    for queries, members in ((none, both), (both, none)):
        block = np.zeros((len(queries), len(members)), np.float32)
        update_nearest(block, queries, members, nearest, values)
        left, right, cut = similar_members(block, queries, members, np.zeros(2, np.float32), 5)
        assert (len(left), len(right), cut) == (0, 0, 0)
    assert (nearest == -1).all()
    assert (values == -2).all()
    assert len(dot_products(np.zeros((0, 4), np.float32), none, none)) == 0
