"""N-grams of items in texts and the window they stand in, beside plain loops over all of them."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.duplicates.containment import APART, GramTable, best_windows, gram_hits, gram_table

Hit = tuple[int, int, int, int]
"""Text, item, place, n-gram."""

HIGHEST = 2**64 - 1
SAME_SLOT = [number << 60 | 7 << 20 for number in range(1, 6)]
SAME_FILTER_BIT = [7 << 40 | number for number in range(1, 6)]
HASHES = st.sampled_from([*range(1, 8), *SAME_SLOT, *SAME_FILTER_BIT, 1 << 63, HIGHEST - 1, HIGHEST])
INDEXES = st.dictionaries(HASHES, st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True), max_size=15)
TEXTS = st.lists(st.lists(HASHES | st.just(0), max_size=25), max_size=5)


def table_of(index: dict[int, list[int]]) -> GramTable:
    hashes = np.array(list(index), np.uint64)
    starts = np.cumsum([0, *map(len, index.values())]).astype(np.int64)
    items = np.array([item for held in index.values() for item in held], np.int64)
    return gram_table(hashes, starts, items)


def hits_of(texts: list[list[int]], index: dict[int, list[int]]) -> tuple[list[Hit], list[int]]:
    hashes = np.array([value for text in texts for value in text], np.uint64)
    bounds = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    documents = np.zeros(len(index), np.int64)
    columns = gram_hits(hashes, bounds, table_of(index), documents)
    return list(zip(*(column.tolist() for column in columns), strict=True)), documents.tolist()


def twin_hits(texts: list[list[int]], index: dict[int, list[int]]) -> tuple[list[Hit], list[int]]:
    numbers = {value: number for number, value in enumerate(index)}
    hits = [
        (text, item, place, numbers[value])
        for text, values in enumerate(texts)
        for place, value in enumerate(values)
        for item in index.get(value, ())
    ]
    return hits, [sum(value in text for text in texts) for value in index]


@given(TEXTS, INDEXES)
def test_hits_and_document_counts_are_those_of_looking_every_ngram_up(
    texts: list[list[int]], index: dict[int, list[int]]
) -> None:
    assert hits_of(texts, index) == twin_hits(texts, index)


def test_hits_are_complete_beyond_the_room_that_is_taken_at_first() -> None:
    rng = random.Random(0)
    values = [rng.getrandbits(64) | 1 for _ in range(3000)]
    index = {value: sorted(rng.sample(range(900), rng.randint(1, 900))) for value in values[:40]}
    index |= {value: [number] for number, value in enumerate(values[40:])}
    texts = [rng.choices([*values, *(rng.getrandbits(64) for _ in range(3000))], k=500) for _ in range(20)]
    assert hits_of(texts, index) == twin_hits(texts, index)


def test_documents_are_counted_on_top_of_what_was_counted_before() -> None:
    table, documents = table_of({5: [0], 9: [1]}), np.array([10, 20], np.int64)
    hashes, bounds = np.array([5, 5, 5], np.uint64), np.array([0, 2, 3], np.int64)
    gram_hits(hashes, bounds, table, documents)
    assert documents.tolist() == [12, 20]


@pytest.mark.parametrize("texts", [[], [[]], [[], [1, 2]], [[0]]])
def test_nothing_is_found_where_nothing_is_sought(texts: list[list[int]]) -> None:
    assert hits_of(texts, {}) == ([], [])


def test_a_table_full_of_colliding_hashes_finds_each_of_them() -> None:
    index = {number << 44 | 3 << 20: [number] for number in range(1, 2000)}
    hits, documents = hits_of([[*index, 4 << 20]], index)
    assert hits == [(0, number, number - 1, number - 1) for number in range(1, 2000)]
    assert documents == [1] * 1999


Group = tuple[int, list[tuple[int, int]]]
"""Length of the window; place and n-gram of every hit."""

GROUPS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=25).map(lambda hits: sorted(hits)),
    ),
    max_size=5,
)


def windows_of(groups: list[Group]) -> list[tuple[int, int, int]]:
    hits = [hit for _, held in groups for hit in held]
    columns = best_windows(
        np.cumsum([0, *(len(held) for _, held in groups)]).astype(np.int64),
        np.array([place for place, _ in hits], np.int64),
        np.array([gram for _, gram in hits], np.int64),
        np.array([length for length, _ in groups], np.int64),
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(GROUPS)
def test_no_window_holds_more_different_ngrams_than_the_best_one_of_a_group(groups: list[Group]) -> None:
    first = 0
    for (length, hits), (begin, end, best) in zip(groups, windows_of(groups), strict=True):
        most = 0
        for place, _ in hits:
            most = max(most, len({gram for other, gram in hits if place <= other < place + length}))
        assert best == most
        if hits:
            inside = hits[begin - first : end - first]
            assert len({gram for _, gram in inside}) == best
            assert inside[-1][0] - inside[0][0] < length
        first += len(hits)


@given(GROUPS)
def test_of_equally_good_windows_the_one_that_ends_first_is_taken(groups: list[Group]) -> None:
    bounds = np.cumsum([0, *(len(held) for _, held in groups)]).tolist()
    for (length, hits), (_, end, best), (first, _) in zip(groups, windows_of(groups), pairwise(bounds), strict=True):
        for last in range(end - first - 1):
            fewer = {gram for place, gram in hits[: last + 1] if place > hits[last][0] - length}
            assert len(fewer) < best


def test_a_window_is_the_same_whatever_groups_stand_beside_it() -> None:
    rng = random.Random(1)
    groups = [
        (rng.randint(1, 60), sorted((rng.randint(0, 400), rng.randint(0, 50)) for _ in range(rng.randint(1, 200))))
        for _ in range(30)
    ]
    first = 0
    for group, (begin, end, best) in zip(groups, windows_of(groups), strict=True):
        assert windows_of([group]) == [(begin - first, end - first, best)]
        first += len(group[1])


def test_a_group_without_hits_has_an_empty_window() -> None:
    assert windows_of([(5, [])]) == [(0, 0, 0)]
    assert windows_of([]) == []


def test_an_ngram_that_stands_twice_counts_once_and_stays_counted_when_its_first_place_is_left() -> None:
    assert windows_of([(4, [(0, 1), (2, 1), (4, 2), (5, 3)])]) == [(1, 4, 3)]


@pytest.mark.parametrize("apart", [1, APART])
def test_hits_of_one_piece_with_a_window_are_part_of_it_though_their_ngrams_stand_further_on(apart: int) -> None:
    assert windows_of([(40, [(0, 1), (apart, 2), (2 * apart, 1), (2 * apart + 1, 3)])]) == [(0, 4, 3)]


def test_hits_far_before_a_window_whose_ngrams_stand_in_it_are_no_part_of_it() -> None:
    assert windows_of([(40, [(0, 1), (1, 2), (APART + 2, 1), (APART + 3, 2), (APART + 4, 3)])]) == [(2, 5, 3)]
    assert windows_of([(40, [(0, 1), (1, 4), (APART + 2, 1), (APART + 3, 2), (APART + 4, 3)])]) == [(0, 5, 4)]
    again = [(0, 5), (30, 0), (31, 1), (32, 2), (33, 3), (34, 0), (35, 4), (36, 5), (37, 6)]
    assert windows_of([(60, again)])[0][0] == 1  # what stands far before goes, though the next would go as well
