"""Folds: groups whole, classes spread, and the same whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.labels.folds import FOLDS, assign_folds, grouped

ROWS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=80)
SEEDS = st.integers(0, 2**32)


def orders(groups: list[int], seed: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """A number for every group, as hashes of texts are."""
    random = Random(seed)
    number = {group: random.getrandbits(64) for group in sorted(set(groups))}
    return np.array([number[group] for group in groups], np.uint64)


def folds(rows: list[tuple[int, int]], seed: int, turn: int = 0) -> list[int]:
    groups, labels = [group for group, _ in rows], [label for _, label in rows]
    order = orders(groups, seed)
    found: list[int] = assign_folds(np.array(groups, np.int64), np.array(labels, np.int64), order, turn=turn).tolist()
    return found


@given(ROWS, SEEDS, st.integers(0, 3))
def test_no_group_is_in_two_folds(rows: list[tuple[int, int]], seed: int, turn: int) -> None:
    found = folds(rows, seed, turn)
    assert len(found) == len(rows)
    assert len({(group, fold) for (group, _), fold in zip(rows, found, strict=True)}) == len({g for g, _ in rows})
    assert set(found) <= set(range(FOLDS))


@given(st.lists(st.integers(0, 3), max_size=100), SEEDS)
def test_every_class_is_spread_evenly(labels: list[int], seed: int) -> None:
    found = folds(list(enumerate(labels)), seed)
    for label in set(labels):
        held = Counter(fold for one, fold in zip(labels, found, strict=True) if one == label)
        sizes = [held[fold] for fold in range(FOLDS)]
        assert max(sizes) - min(sizes) <= 1


@given(ROWS, SEEDS, st.randoms(use_true_random=False))
def test_the_same_rows_have_the_same_folds_in_any_order(rows: list[tuple[int, int]], seed: int, random: Random) -> None:
    found = folds(rows, seed)
    shuffled = random.sample(range(len(rows)), len(rows))
    assert folds([rows[place] for place in shuffled], seed) == [found[place] for place in shuffled]


def test_another_turn_gives_other_folds() -> None:
    rows = [(number, number % 2) for number in range(100)]
    assert folds(rows, 1) == folds(rows, 1)
    assert folds(rows, 1, turn=1) != folds(rows, 1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=30))
def test_groups_are_what_links_connect(links: list[tuple[int, int]]) -> None:
    components = [{place} for place in range(21)]
    for one, two in links:
        joined = components[one] | components[two]
        for place in joined:
            components[place] = joined
    halves = [(np.array([one], np.int64), np.array([two], np.int64)) for one, two in links]
    found = grouped(21, *halves).tolist()
    assert [{other for other in range(21) if found[other] == found[place]} for place in range(21)] == components


@pytest.mark.parametrize("count", [0, 1])
def test_few_rows_have_folds_too(count: int) -> None:
    assert folds([(0, 0)] * count, 0) == [0] * count
    assert grouped(count).tolist() == list(range(count))
