"""Pairs of rows and items: the strongest evidence for each, and equal values on both sides."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.leakage.pairs import TIERS, Pair, Pairs, equal_pairs
from dataaudit.stages.leakage.similar import MOST_ROWS, Sides

FOUND = st.lists(
    st.builds(
        Pair, st.integers(0, 3), st.integers(0, 3), st.sampled_from(TIERS), st.sampled_from([0.0, 0.5, 0.9, 1.0])
    ),
    max_size=30,
)


@given(FOUND, st.randoms())
def test_of_all_evidence_for_a_row_and_an_item_the_strongest_is_held_whatever_the_order(found, source) -> None:
    pairs = Pairs()
    shuffled = list(found)
    source.shuffle(shuffled)
    for pair in shuffled:
        pairs.add(pair)

    def strength(pair: Pair) -> tuple[int, float]:
        return TIERS.index(pair.tier), -pair.score

    keys = {(pair.row, pair.item) for pair in found}
    best = {key: min(strength(pair) for pair in found if (pair.row, pair.item) == key) for key in keys}
    assert {(pair.row, pair.item): strength(pair) for pair in pairs.ordered()} == best
    order = [(pair.row, *strength(pair), pair.item) for pair in pairs.ordered()]
    assert order == sorted(order)


VALUES = st.lists(st.integers(0, 5), max_size=15)


@given(VALUES, VALUES)
def test_equal_values_are_paired_all_with_all(rows: list[int], items: list[int]) -> None:
    found = equal_pairs(np.array(rows, np.int64), np.array(items, np.int64))
    expected = {(row, item) for row, one in enumerate(rows) for item, two in enumerate(items) if one == two}
    pairs = list(zip(*(part.tolist() for part in found), strict=True))
    assert len(pairs) == len(expected)
    assert set(pairs) == expected


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.lists(st.integers(-1, 2), min_size=1, max_size=5))
def test_an_item_is_found_only_in_rows_of_another_split(row_splits: list[int], item_splits: list[int]) -> None:
    sides = Sides(np.array(row_splits), np.array(item_splits))
    row, item = np.divmod(np.arange(len(row_splits) * len(item_splits)), len(item_splits))
    rows, items, values = sides.across((row, item, row + item / 10))
    expected = [
        (one, two, one + two / 10)
        for two, own in enumerate(item_splits)
        for one, split in enumerate(row_splits)
        if split != own
    ]
    assert list(zip(rows.tolist(), items.tolist(), values.tolist(), strict=True)) == expected


def test_no_match_stays_none() -> None:
    nothing = np.zeros(0, np.int64)
    rows, items, values = Sides(np.array([0]), np.array([-1])).across((nothing, nothing, np.zeros(0)))
    assert (len(rows), len(items), len(values)) == (0, 0, 0)


def test_of_an_item_that_very_many_rows_hold_the_first_rows_are_told() -> None:
    count = MOST_ROWS + 50
    rows = np.concatenate([np.arange(count)[::-1], np.array([3, 4])])
    items = np.concatenate([np.zeros(count, np.int64), np.ones(2, np.int64)])
    kept = Sides(np.zeros(count, np.int64), np.array([-1, -1])).across((rows, items, np.ones(len(rows))))
    assert kept[0].tolist() == [*range(MOST_ROWS), 3, 4]
    assert kept[1].tolist() == [0] * MOST_ROWS + [1, 1]
