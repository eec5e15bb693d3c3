"""The join against a plain one: every pair of sets, one after the other."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.prefix_join import count_members, first_members, frequency_levels
from dataaudit.stages.duplicates.shingle_store import ShingleSets
from dataaudit.stages.duplicates.similar_sets import similar_pairs

GOLDEN = 0x9E3779B97F4A7C15


def held(sets: list[set[int]]) -> ShingleSets:
    """Small numbers as hashes, spread over all 64 bits."""
    rows = [sorted(member * GOLDEN % 2**64 for member in one) for one in sets]
    bounds = np.cumsum([0, *map(len, rows)])
    return ShingleSets(np.array([member for row in rows for member in row], np.uint64), bounds.astype(np.int64))


def joined(
    sets: list[set[int]],
    threshold: float,
    *,
    limit: int = 10**6,
    apart: NDArray[np.bool_] | None = None,
    beyond: int = 0,
) -> dict[tuple[int, int], float]:
    indexed = len(sets) - beyond
    marks = np.zeros(indexed, np.bool_) if apart is None else apart
    found = similar_pairs(
        held(sets), np.arange(indexed), marks, threshold=threshold, limit=limit, progress=lambda share: None
    )
    pairs = zip(found.left.tolist(), found.right.tolist(), found.similarity.tolist(), strict=True)
    return {(min(a, b), max(a, b)): value for a, b, value in pairs}


def plain(sets: list[set[int]], threshold: float) -> dict[tuple[int, int], float]:
    found = {}
    for (one, left), (two, right) in itertools.combinations(enumerate(sets), 2):
        if left and right and len(left & right) / len(left | right) >= threshold:
            found[one, two] = len(left & right) / len(left | right)
    return found


SETS = st.lists(st.sets(st.integers(0, 30), max_size=25), max_size=25)
THRESHOLDS = st.sampled_from([0.05, 0.3, 0.5, 2 / 3, 0.7, 0.8, 0.9, 1.0])


@given(SETS, THRESHOLDS)
def test_the_pairs_are_those_of_comparing_every_set_with_every_other(sets: list[set[int]], threshold: float) -> None:
    assert joined(sets, threshold) == pytest.approx(plain(sets, threshold))


@given(SETS, st.lists(st.sets(st.integers(0, 30), max_size=25), max_size=6), THRESHOLDS)
def test_sets_beyond_the_indexed_ones_find_a_partner_where_there_is_one_and_change_nothing(
    sets: list[set[int]], more: list[set[int]], threshold: float
) -> None:
    both = joined(sets + more, threshold, beyond=len(more))
    assert {pair: value for pair, value in both.items() if pair[1] < len(sets)} == joined(sets, threshold)
    expected = plain(sets + more, threshold)
    able = {two for one, two in expected if one < len(sets) <= two}
    assert {two for _, two in both if two >= len(sets)} == able
    assert all(both[pair] == pytest.approx(expected[pair]) for pair in both)


@given(SETS, st.data())
def test_a_set_apart_is_found_by_those_beyond_alone(sets: list[set[int]], data: st.DataObject) -> None:
    apart = np.array([data.draw(st.booleans()) for _ in sets], np.bool_)
    both = joined([*sets, *sets], 0.6, apart=apart, beyond=len(sets))
    expected = {pair: value for pair, value in plain(sets, 0.6).items() if not apart[list(pair)].any()}
    assert {pair: value for pair, value in both.items() if pair[1] < len(sets)} == pytest.approx(expected)
    assert {two - len(sets) for _, two in both if two >= len(sets)} == {n for n, one in enumerate(sets) if one}


@given(SETS, st.integers(1, 3))
def test_with_a_limit_every_set_that_has_a_partner_keeps_one(sets: list[set[int]], limit: int) -> None:
    found, expected = joined(sets, 0.5, limit=limit), plain(sets, 0.5)
    assert {number for pair in found for number in pair} == {number for pair in expected for number in pair}
    assert found.items() <= expected.items()


@given(st.lists(st.sets(st.integers(0, 40), max_size=30), max_size=12), THRESHOLDS)
def test_first_members_are_the_rarest_as_many_as_decide(sets: list[set[int]], threshold: float) -> None:
    data = held(sets)
    counts = np.zeros(1 << 16, np.uint16)
    count_members(data.sets, counts)
    members, owners, depths = first_members(
        data.sets, data.bounds[:-1], np.diff(data.bounds), counts, frequency_levels(), threshold, 0, 1
    )
    told = list(zip(members.tolist(), owners.tolist(), depths.tolist(), strict=True))
    expected = []
    for number, one in enumerate(sets):
        hashes = [member * GOLDEN % 2**64 for member in one]
        shared = {value: sum(value == other * GOLDEN % 2**64 for many in sets for other in many) for value in hashes}
        ordered = sorted(hashes, key=lambda value, shared=shared: (shared[value], value))  # type: ignore[misc]
        length = min(len(one), len(one) - math.ceil(threshold * len(one) - 1e-6) + 1)
        expected += [(value, number, depth) for depth, value in enumerate(ordered[:length]) if shared[value] > 1]
    assert told == expected


def test_levels_never_fall_and_tell_small_counts_apart() -> None:
    levels = frequency_levels().astype(int)
    assert (np.diff(levels) >= 0).all()
    assert len(set(levels[:17].tolist())) == 17
    assert levels[-1] < 256


def test_counts_stop_at_what_they_can_hold() -> None:
    counts = np.zeros(1 << 16, np.uint16)
    count_members(np.full(70_000, 2**63, np.uint64), counts)
    assert counts[1 << 15] == 65_535
    assert counts.sum() == 65_535
