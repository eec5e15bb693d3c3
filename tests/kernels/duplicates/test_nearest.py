from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dataaudit.kernels.duplicates.nearest import (
    DECIMALS,
    cosines,
    decide_keepers,
    keep_preferred,
    similar_pairs,
    update_nearest,
)

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


def twin_partners(similarity: np.ndarray, thresholds: list[float], turn: list[int]) -> list[list[int]]:
    """By vector: the similar vectors that are preferred to it, most preferred first."""
    found = []
    for one, row in enumerate(similarity.tolist()):
        near = [two for two, value in enumerate(row) if value >= max(thresholds[one], thresholds[two])]
        found.append(sorted((two for two in near if turn[two] < turn[one]), key=lambda two: turn[two]))
    return found


def twin_keepers(similarity: np.ndarray, thresholds: list[float], preference: list[int]) -> list[bool]:
    kept: list[int] = []
    for one in preference:
        if not any(similarity[one, two] >= max(thresholds[one], thresholds[two]) for two in kept):
            kept.append(one)
    return [number in kept for number in range(len(preference))]


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


THRESHOLDS = st.lists(st.sampled_from(LEVELS.tolist()), min_size=12, max_size=12)


@given(similarities(), THRESHOLDS, st.integers(1, 5), st.lists(st.integers(0, 12), max_size=3), st.randoms())
def test_partners_are_the_most_preferred_ones_in_whatever_blocks(
    half: np.ndarray, thresholds: list[float], most: int, cuts: list[int], random: Random
) -> None:
    count = len(half)
    similarity = np.triu(half) + np.triu(half, 1).T
    turn = random.sample(range(count), count)
    partners, cut = np.full((count, most), -1), np.zeros(count, np.bool_)
    members = np.array(random.sample(range(count), count), np.int64)
    least = np.array(thresholds, np.float32)
    for queries in split(np.arange(count), cuts):
        for some in split(members, cuts[::-1]):
            block = np.ascontiguousarray(similarity[np.ix_(queries, some)])
            keep_preferred(block, queries, some, least, np.array(turn, np.int64), partners, cut)
    expected = twin_partners(similarity, thresholds, turn)
    assert [[one for one in row if one >= 0] for row in partners.tolist()] == [row[:most] for row in expected]
    assert cut.tolist() == [len(row) > most for row in expected]


@given(st.integers(1, 30), st.integers(0, 99), st.integers(1, 4), st.integers(1, 9), st.randoms())
def test_keepers_are_those_of_comparing_with_every_kept_vector(
    count: int, seed: int, most: int, size: int, random: Random
) -> None:
    rng = np.random.default_rng(seed)
    vectors = (rng.integers(0, 2, (count, 3)) + 0.3 * rng.random((count, 3))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    preference = np.array(random.sample(range(count), count), np.int64)
    thresholds = rng.choice([0.8, 0.95], count)
    numbers = np.arange(count)
    exact = cosines(vectors, np.repeat(numbers, count), np.tile(numbers, count)).reshape(count, count)
    turn = np.argsort(preference)
    partners, cut = np.full((count, most), -1), np.zeros(count, np.bool_)
    keep_preferred(
        exact.astype(np.float32) + 1e-4, numbers, numbers, thresholds.astype(np.float32), turn, partners, cut
    )
    near = exact >= np.maximum(thresholds[:, None], thresholds)
    keeper = np.zeros(count, np.bool_)
    for first in range(0, count, size):
        block = preference[first : first + size]
        for vector in block:  # what the search does between the blocks: only similar ones, kept ones where some are cut
            listed = [one for one in partners[vector] if one >= 0 and near[vector, one]]
            before = [one for one in preference[:first] if keeper[one] and near[vector, one]]
            if cut[vector] and not any(keeper[one] for one in listed):
                listed = before[:most]
            partners[vector] = [*listed, *[-1] * (most - len(listed))]
        known = np.array([any(one >= 0 and keeper[one] for one in partners[vector]) for vector in block])
        asks = np.flatnonzero(cut[block] & ~known)
        asking = np.full(len(block), -1, np.int64)
        asking[asks] = np.arange(len(asks))
        rough = (exact[np.ix_(block[asks], block)] + 1e-4).astype(np.float32)
        decide_keepers(block, asking, rough, vectors[block], thresholds, 1e-3, partners, keeper)
    assert keeper.tolist() == twin_keepers(exact, thresholds.tolist(), preference.tolist())
    for vector in np.flatnonzero(~keeper):
        assert any(one >= 0 and keeper[one] and near[vector, one] for one in partners[vector])


@given(similarities(), THRESHOLDS)
def test_similar_pairs_are_those_of_the_python_twin(similarity: np.ndarray, thresholds: list[float]) -> None:
    members = np.arange(len(similarity))[::-1].copy()
    queries = np.arange(0, len(similarity), 2)
    block = np.ascontiguousarray(similarity[np.ix_(queries, members)])
    left, right = similar_pairs(block, queries, members, np.array(thresholds, np.float32))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [
        (query, member)
        for row, query in enumerate(queries.tolist())
        for column, member in enumerate(members.tolist())
        if member != query and block[row, column] >= max(thresholds[query], thresholds[member])
    ]


@given(
    st.integers(1, 8).flatmap(
        lambda width: arrays(np.float32, (5, width), elements=st.floats(-2, 2, width=32, allow_subnormal=False))
    ),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=20),
)
def test_cosines_are_those_of_a_plain_loop(vectors: np.ndarray, pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    expected = []
    for one, two in pairs:
        first, second = vectors[one].tolist(), vectors[two].tolist()
        lengths = sum(a * a for a in first) * sum(b * b for b in second)
        total = sum(a * b for a, b in zip(first, second, strict=True))
        expected.append(total / lengths**0.5 if lengths else 0.0)
    assert cosines(vectors, left, right) == pytest.approx(expected, abs=0.6 * 10**-DECIMALS)


def test_cosines_are_rounded_and_carry_what_is_not_finite() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 256)).astype(np.float32)
    left, right = np.divmod(np.arange(2500), 50)
    got = cosines(vectors, left, right)
    assert (got == np.round(got, DECIMALS)).all()
    assert got.reshape(50, 50).diagonal().tolist() == [1.0] * 50
    vectors[3, 7] = np.nan
    assert np.isnan(cosines(vectors, np.array([3, 4]), np.array([4, 5]))).tolist() == [True, False]


def test_nothing_compared_leaves_everything_as_it_was() -> None:
    nearest, values = np.full((2, 3), -1), np.full((2, 3), -2, np.float32)
    none, both = np.zeros(0, np.int64), np.arange(2)
    for queries, members in ((none, both), (both, none)):
        block = np.zeros((len(queries), len(members)), np.float32)
        update_nearest(block, queries, members, nearest, values)
        left, right = similar_pairs(block, queries, members, np.zeros(2, np.float32))
        assert len(left) == len(right) == 0
    assert (nearest == -1).all()
    assert (values == -2).all()
    assert len(cosines(np.zeros((0, 4), np.float32), none, none)) == 0
