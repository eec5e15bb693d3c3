from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.cleaning.dedup_decisions import EXACT, NEAR, Decisions, GroupPairs, decide
from dataaudit.cleaning.row_facts import (
    RowFacts,
    evaluation_domains,
    group_numbers,
    hash_halves,
    numeric_hashes,
    row_facts,
    source_rank,
)
from dataaudit.cleaning.row_relations import conflicting
from dataaudit.config.run_options import CleanOptions


def facts(
    groups: list[int],
    *,
    labels: list[int] | None = None,
    domains: list[int] | None = None,
    ranks: list[int] | None = None,
    gone: list[bool] | None = None,
) -> RowFacts:
    count = len(groups)
    first = {group: groups.index(group) for group in groups}
    return RowFacts(
        row_ids=np.arange(count, dtype=np.uint64),
        group=np.array([first[group] for group in groups]),
        has_text=np.ones(count, np.bool_),
        label=np.array(labels or [0] * count),
        domain=np.array(domains or [0] * count),
        rank=np.array(ranks or list(range(count))),
        gone=np.array(gone or [False] * count),
    )


def pairs(*given: tuple[int, int, float]) -> GroupPairs:
    return GroupPairs(
        np.array([one for one, _, _ in given], np.int64),
        np.array([two for _, two, _ in given], np.int64),
        np.array([value for _, _, value in given], np.float64),
        np.full(len(given), NEAR, np.int64),
        np.zeros(len(given), np.bool_),
    )


def kept(decisions: Decisions) -> list[int]:
    return np.flatnonzero(decisions.reason == 0).tolist()


def test_one_row_of_each_text_stays() -> None:
    decisions = decide(facts([0, 1, 0, 0]), pairs(), across_labels=False)
    assert decisions.reason.tolist() == [0, 0, EXACT, EXACT]
    assert decisions.keeper.tolist() == [0, 1, 0, 0]


def test_no_row_is_lost_to_a_chain() -> None:
    # A~B and B~C, A and C are not similar: B goes for A, C stays.
    decisions = decide(facts([0, 1, 2]), pairs((0, 1, 0.9), (1, 2, 0.85)), across_labels=False)
    assert kept(decisions) == [0, 2]
    assert (decisions.keeper[1], decisions.similarity[1]) == (0, 0.9)


def test_the_most_similar_kept_row_is_the_witness() -> None:
    decisions = decide(facts([0, 1, 2]), pairs((0, 2, 0.85), (1, 2, 0.95)), across_labels=False)
    assert kept(decisions) == [0, 1]
    assert (decisions.keeper[2], decisions.similarity[2]) == (1, 0.95)


def test_rows_of_another_label_stay_unless_labels_do_not_matter() -> None:
    rows = facts([0, 0, 0, 1], labels=[0, 1, 1, 1])
    near = pairs((0, 3, 0.9))
    assert kept(decide(rows, near, across_labels=False)) == [0, 1]
    assert kept(decide(rows, near, across_labels=True)) == [0]


def test_a_row_without_a_label_goes_for_one_with_a_label_and_not_the_other_way() -> None:
    decisions = decide(facts([0, 0, 0], labels=[-1, 4, -1]), pairs(), across_labels=False)
    assert kept(decisions) == [1]


def test_training_rows_go_for_evaluation_rows_and_never_the_other_way() -> None:
    decisions = decide(facts([0, 0, 1, 2], domains=[0, 1, 0, 1]), pairs((2, 3, 0.9)), across_labels=False)
    assert kept(decisions) == [1, 3]
    assert decisions.keeper.tolist() == [1, 1, 3, 3]


def test_evaluation_splits_do_not_lose_rows_to_each_other() -> None:
    decisions = decide(facts([0, 0, 0], domains=[1, 2, 2]), pairs(), across_labels=False)
    assert kept(decisions) == [0, 1]


def test_copies_of_a_text_that_is_dropped_point_at_the_row_that_stays() -> None:
    decisions = decide(facts([0, 1, 1]), pairs((0, 1, 0.9)), across_labels=False)
    assert decisions.reason.tolist() == [0, NEAR, NEAR]
    assert decisions.keeper.tolist() == [0, 0, 0]
    assert decisions.by_near_alone.tolist() == [False, True, False]
    assert decisions.exact_copy.tolist() == [False, False, True]


def test_rows_that_go_anyway_keep_nobody() -> None:
    decisions = decide(facts([0, 0, 1], gone=[True, False, False]), pairs((0, 2, 0.9)), across_labels=False)
    assert decisions.reason.tolist() == [0, 0, NEAR]
    assert decisions.keeper.tolist() == [0, 1, 1]


CORPUS = st.integers(1, 14).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 6), min_size=count, max_size=count),
        st.lists(st.integers(-1, 1), min_size=count, max_size=count),
        st.lists(st.integers(0, 2), min_size=count, max_size=count),
        st.permutations(range(count)),
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0.8, 1.0)), max_size=12),
    )
)


@given(CORPUS)
def test_every_dropped_row_has_a_kept_witness_that_may_stand_for_it(case: Any) -> None:
    groups, labels, domains, ranks, links = case
    rows = facts(groups, labels=labels, domains=domains, ranks=list(ranks))
    names = {group: groups.index(group) for group in groups}
    known = {}
    for one, two, value in links:
        if one in names and two in names and one != two:
            known.setdefault((min(names[one], names[two]), max(names[one], names[two])), value)
    near = pairs(*((one, two, value) for (one, two), value in known.items()))
    decisions = decide(rows, near, across_labels=False)
    for row in range(len(groups)):
        keeper = int(decisions.keeper[row])
        assert decisions.reason[keeper] == 0
        if decisions.reason[row] == 0:
            assert keeper == row
            continue
        assert labels[row] in (-1, labels[keeper])
        assert domains[row] in (0, domains[keeper])
        if decisions.reason[row] == EXACT:
            assert groups[row] == groups[keeper]
        else:
            link = tuple(sorted((int(rows.group[row]), int(rows.group[keeper]))))
            assert decisions.similarity[row] == known[link]  # type: ignore[index]
    for one in kept(decisions):
        for two in kept(decisions):
            same = one < two and labels[one] == labels[two] and domains[one] == domains[two]
            assert not (same and groups[one] == groups[two])


@given(CORPUS, st.randoms())
def test_the_kept_texts_do_not_depend_on_the_order_of_rows(case: Any, random: Any) -> None:
    groups, labels, domains, ranks, links = case
    order = list(range(len(groups)))
    random.shuffle(order)
    results = []
    for places in (list(range(len(groups))), order):
        chosen = [[values[place] for place in places] for values in (groups, labels, domains, list(ranks))]
        rows = facts(chosen[0], labels=chosen[1], domains=chosen[2], ranks=chosen[3])
        names = {group: chosen[0].index(group) for group in chosen[0]}
        known = {}
        for one, two, value in links:
            if one in names and two in names and one != two:
                known.setdefault(frozenset((one, two)), (names[one], names[two], value))
        decisions = decide(rows, pairs(*known.values()), across_labels=False)
        results.append(sorted(chosen[3][row] for row in kept(decisions)))
    assert results[0] == results[1]


def frame(**columns: Any) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    base = {
        "row_id": pl.Series(range(count), dtype=pl.UInt64),
        "file": ["a"] * count,
        "split": [None] * count,
        "label": [None] * count,
    }
    types = {name: pl.String for name in ("split", "label", *columns) if name not in ("file", "chars")}
    rows = pl.DataFrame({**base, **columns}, schema_overrides=types)
    return pl.concat([rows, numeric_hashes(rows)], how="horizontal")


def test_preference_is_unflagged_then_source_then_longer_then_content() -> None:
    rows = frame(
        file=["web/1", "books/1", "web/2", "web/3", "web/4"],
        chars=[10, 5, 12, 12, 99],
        hash_raw=["0" * 31 + digit for digit in "54321"],
        hash_text=["a" * 32] * 5,
    )
    flagged = np.array([False, False, False, False, True])
    nobody = np.zeros(5, np.bool_)
    order = np.argsort(row_facts(rows, flagged, nobody, CleanOptions(sources=("books/*",))).rank)
    assert order.tolist() == [1, 3, 2, 0, 4]
    assert np.argsort(row_facts(rows, flagged, nobody, CleanOptions(prefer=("longer",))).rank).tolist() == [
        4,
        3,
        2,
        0,
        1,
    ]


def test_rows_without_a_text_are_nobodys_duplicate() -> None:
    rows = frame(hash_text=[None, None, "0" * 32, "0" * 32])
    high, low = hash_halves(rows, "hash_text")
    assert group_numbers(high, low, np.array([False, False, True, True])).tolist() == [0, 1, 2, 2]


def test_hashes_come_apart_into_halves() -> None:
    high, low = hash_halves(frame(hash_raw=["0123456789abcdef" + "f" * 16, None]), "hash_raw")
    assert (hex(int(high[0])), hex(int(low[0]))) == ("0x123456789abcdef", "0x" + "f" * 16)
    assert (high[1], low[1]) == (0, 0)


def test_evaluation_splits_are_domains_of_their_own() -> None:
    splits = pl.Series(["train", "test", None, "dev", "test", "extra"])
    assert evaluation_domains(splits).tolist() == [0, 1, 0, 2, 1, 0]


def test_sources_rank_by_the_first_pattern_that_matches() -> None:
    assert source_rank(pl.Series(["a/x", "b/x", "c", ""]), ["b/*", "a/*"]).tolist() == [1, 0, 2, 2]


@pytest.mark.parametrize(
    ("groups", "labels", "expected"),
    [
        ([0, 0, 0], [0, 0, 1], [True] * 3),
        ([0, 0, 1], [0, 0, 1], [False] * 3),
        ([0, 0, 0], [0, -1, 1], [True, False, True]),
    ],
)
def test_labels_conflict_when_one_text_has_two(groups: list[int], labels: list[int], expected: list[bool]) -> None:
    assert conflicting(facts(groups, labels=labels)).tolist() == expected
