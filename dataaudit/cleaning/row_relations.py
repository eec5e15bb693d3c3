"""Relations between rows that need no text: equal hashes, labels that contradict, clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.cleaning.dedup_decisions import EMBEDDED, EXACT, KINDS, NEAR, SIMILAR, Decisions, GroupPairs
from dataaudit.cleaning.row_facts import RowFacts, group_numbers, has_hash, hash_halves

PAIR_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("row_a", pa.uint64()),
        ("row_b", pa.uint64()),
        ("similarity", pa.float64()),
        ("known", pa.bool_()),
    ]
)
"""``pairs.parquet``: an exact pair is the keeper and the row, any other has the smaller row id first; ``known`` tells
that a pair by vectors is listed as a near-duplicate as well."""
CLUSTER_SCHEMA = pa.schema(
    [
        ("cluster_id", pa.uint64()),
        ("kind", pa.string()),
        ("row_id", pa.uint64()),
        ("keeper", pa.uint64()),
        ("similarity", pa.float64()),
        ("min_similarity", pa.float64()),
    ]
)
"""``clusters.parquet``: ``keeper`` is the row that stays in this row's place, itself where it stays."""


def nearly_conflicting(facts: RowFacts, pairs: GroupPairs) -> NDArray[np.bool_]:
    """Whether a labelled row has a near-duplicate with a label that no row of its text has."""
    near = pairs.only(NEAR)
    places = np.flatnonzero((facts.label >= 0) & facts.has_text)
    by_group: dict[int, set[int]] = {}
    ends = np.zeros(len(facts.group), np.bool_)
    ends[near.left] = ends[near.right] = True
    for place in places[ends[facts.group[places]]].tolist():
        by_group.setdefault(int(facts.group[place]), set()).add(int(facts.label[place]))
    other: dict[int, set[int]] = {}
    for one, two in zip(near.left.tolist(), near.right.tolist(), strict=True):
        other.setdefault(one, set()).update(by_group.get(two, ()))
        other.setdefault(two, set()).update(by_group.get(one, ()))
    result = np.zeros(len(facts.group), np.bool_)
    for place in places[ends[facts.group[places]]].tolist():
        result[place] = bool(other.get(int(facts.group[place]), set()) - {int(facts.label[place])})
    return result


class RowClusters(NamedTuple):
    """The cluster of every row: row id of its smallest representative, -1 for none; and its smallest similarity."""

    cluster: NDArray[np.int64]
    smallest: NDArray[np.float64]


def copies(rows: pl.DataFrame, column: str, rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a preferred row has the same hash; false where the hash is null."""
    present = has_hash(rows, column)
    group = group_numbers(*hash_halves(rows, column), present)
    first = np.full(len(rank), np.iinfo(np.int64).max)
    np.minimum.at(first, group, rank)
    found: NDArray[np.bool_] = present & (rank > first[group])
    return found


def conflicting(facts: RowFacts) -> NDArray[np.bool_]:
    """Whether a labelled row's text occurs with another label too."""
    places = np.flatnonzero((facts.label >= 0) & facts.has_text)
    seen = np.unique(np.stack([facts.group[places], facts.label[places]]), axis=1)
    labels = np.bincount(seen[0], minlength=len(facts.group)) if len(places) else np.zeros(len(facts.group), np.int64)
    result = np.zeros(len(facts.group), np.bool_)
    result[places] = labels[facts.group[places]] > 1
    return result


def group_pairs(facts: RowFacts, near: pa.Table, embedded: pa.Table) -> GroupPairs:
    """Pairs of rows as pairs of texts, each once; ``pairs.parquet`` may hold a pair of texts by several of its rows.

    Args:
        facts: The rows.
        near: ``row_a, row_b, similarity`` of near-duplicates.
        embedded: Likewise by vectors, with ``same_meaning``.
    """
    said = embedded.column("same_meaning")
    some = ((NEAR, near), (EMBEDDED, embedded.filter(said)), (SIMILAR, embedded.filter(pc.invert(said))))
    ends: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    kinds: list[NDArray[np.int64]] = []
    for kind, pairs in some:
        one = facts.group[np.searchsorted(facts.row_ids, pairs.column("row_a").to_numpy())]
        two = facts.group[np.searchsorted(facts.row_ids, pairs.column("row_b").to_numpy())]
        different = one != two
        ends.append(np.stack([np.minimum(one, two), np.maximum(one, two)])[:, different])
        values.append(pairs.column("similarity").to_numpy()[different])
        kinds.append(np.full(int(different.sum()), kind, np.int64))
    keyed = np.concatenate([np.concatenate(ends, axis=1), np.concatenate(kinds)[None]])
    joined, first = np.unique(keyed, axis=1, return_index=True)
    known = np.zeros(joined.shape[1], np.bool_)
    known[1:] = (joined[:2, 1:] == joined[:2, :-1]).all(axis=0)  # near ones come before those by vectors
    return GroupPairs(joined[0], joined[1], np.concatenate(values)[first], joined[2], known)


def row_clusters(facts: RowFacts, clusters: pa.Table) -> RowClusters:
    """The clusters of all rows, from those of representatives."""
    places = np.searchsorted(facts.row_ids, clusters.column("row_id").to_numpy())
    of_group = np.full(len(facts.row_ids), -1, np.int64)
    smallest = np.full(len(facts.row_ids), np.nan)
    of_group[facts.group[places]] = clusters.column("cluster_id").to_numpy().astype(np.int64)
    smallest[facts.group[places]] = clusters.column("min_similarity").fill_null(float("nan")).to_numpy()
    return RowClusters(of_group[facts.group], smallest[facts.group])


def head_clusters(facts: RowFacts, heads: NDArray[np.int64]) -> RowClusters:
    """The clusters of all rows that the heads of ``Decisions.clusters`` make."""
    of_row = heads[facts.group]
    cluster = np.where(of_row >= 0, facts.row_ids[np.maximum(of_row, 0)].astype(np.int64), -1)
    return RowClusters(cluster, np.full(len(cluster), np.nan))


def pair_table(facts: RowFacts, pairs: GroupPairs, decisions: Decisions) -> pa.Table:
    """``pairs.parquet``: exact copies with their keeper, texts that form pairs, and every dropped row's witness."""
    first = _first_of_group(facts, decisions)
    copy = np.flatnonzero(decisions.exact_copy)
    exact = decisions.reason[copy] == EXACT
    keeper = np.where(exact, decisions.keeper[copy], first[facts.group[copy]])
    kinds = [KINDS[EXACT]] * len(copy)
    ones, twos, similarities = [keeper], [copy], [np.ones(len(copy))]
    known = [np.zeros(len(copy), np.bool_)]
    for kind in (NEAR, EMBEDDED, SIMILAR):
        some = pairs.only(kind)
        dropped = np.flatnonzero(decisions.reason == kind)
        one = np.concatenate([first[some.left], decisions.keeper[dropped]])
        two = np.concatenate([first[some.right], dropped])
        similarity = np.concatenate([some.similarity, decisions.similarity[dropped]])
        known_here = np.concatenate([some.known, np.zeros(len(dropped), np.bool_)])
        low, high = np.minimum(one, two), np.maximum(one, two)
        order = np.lexsort((high, low))
        low, high, similarity = low[order], high[order], similarity[order]
        new = np.ones(len(low), np.bool_)
        new[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
        kinds += [KINDS[kind]] * int(new.sum())
        ones.append(low[new])
        twos.append(high[new])
        similarities.append(similarity[new])
        known.append(known_here[order][new])
    columns = {
        "kind": kinds,
        "row_a": facts.row_ids[np.concatenate(ones)],
        "row_b": facts.row_ids[np.concatenate(twos)],
        "similarity": np.concatenate(similarities),
        "known": np.concatenate(known),
    }
    return pa.table(columns, schema=PAIR_SCHEMA)


def cluster_table(facts: RowFacts, decisions: Decisions, clusters: Mapping[int, RowClusters]) -> pa.Table:
    """``clusters.parquet``: groups of equal texts, and texts that pairs of one kind connect."""
    first = _first_of_group(facts, decisions)
    sizes = np.bincount(facts.group, minlength=len(facts.group))
    equal = np.flatnonzero(facts.has_text & (sizes[facts.group] > 1))
    exact = (decisions.reason[equal] == EXACT) & facts.has_text[equal]
    keeper = np.where(
        exact, decisions.keeper[equal], np.where(decisions.exact_copy[equal], first[facts.group[equal]], equal)
    )
    numbers, kinds = [facts.row_ids[facts.group[equal]]], [KINDS[EXACT]] * len(equal)
    rows, keepers, smallest = [equal], [keeper], [np.ones(len(equal))]
    similarity = [np.ones(len(equal))]
    for kind, (cluster, least) in clusters.items():
        members = np.flatnonzero(cluster >= 0)
        numbers.append(cluster[members].astype(np.uint64))
        kinds += [KINDS[kind]] * len(members)
        rows.append(members)
        keepers.append(decisions.keeper[members])
        similarity.append(decisions.similarity[members])
        smallest.append(least[members])
    columns = {
        "cluster_id": np.concatenate(numbers),
        "kind": kinds,
        "row_id": facts.row_ids[np.concatenate(rows)],
        "keeper": facts.row_ids[np.concatenate(keepers)],
        "similarity": np.concatenate(similarity),
        "min_similarity": pa.array(np.concatenate(smallest), pa.float64(), from_pandas=True),
    }
    table = pa.table(columns, schema=CLUSTER_SCHEMA)
    return table.sort_by([("kind", "ascending"), ("cluster_id", "ascending"), ("row_id", "ascending")])


def _first_of_group(facts: RowFacts, decisions: Decisions) -> NDArray[np.int64]:
    """By group: the row that is not a copy of another."""
    first = np.arange(len(facts.group))
    places = np.flatnonzero(~decisions.exact_copy)
    first[facts.group[places]] = places
    return first
