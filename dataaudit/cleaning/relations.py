"""Relations between rows that need no text: equal hashes, labels that contradict, clusters."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.cleaning.keepers import EXACT, NEAR, Decisions, GroupPairs
from dataaudit.cleaning.row_facts import RowFacts, group_numbers, has_hash, hash_halves

PAIR_SCHEMA = pa.schema(
    [("kind", pa.string()), ("row_a", pa.uint64()), ("row_b", pa.uint64()), ("similarity", pa.float64())]
)
"""``pairs.parquet``: an exact pair is the keeper and the row, any other has the smaller row id first."""
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


def group_pairs(facts: RowFacts, pairs: pa.Table) -> GroupPairs:
    """Pairs of rows as pairs of texts, each once; ``pairs.parquet`` may hold a pair of texts by several of its rows."""
    one = facts.group[np.searchsorted(facts.row_ids, pairs.column("row_a").to_numpy())]
    two = facts.group[np.searchsorted(facts.row_ids, pairs.column("row_b").to_numpy())]
    ends, first = np.unique(np.stack([np.minimum(one, two), np.maximum(one, two)]), axis=1, return_index=True)
    return GroupPairs(ends[0], ends[1], pairs.column("similarity").to_numpy()[first])


def near_clusters(facts: RowFacts, clusters: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The cluster of every row (row id of its smallest representative, -1 for none) and its smallest similarity."""
    places = np.searchsorted(facts.row_ids, clusters.column("row_id").to_numpy())
    of_group = np.full(len(facts.row_ids), -1, np.int64)
    smallest = np.full(len(facts.row_ids), np.nan)
    of_group[facts.group[places]] = clusters.column("cluster_id").to_numpy().astype(np.int64)
    smallest[facts.group[places]] = clusters.column("min_similarity").fill_null(float("nan")).to_numpy()
    return of_group[facts.group], smallest[facts.group]


def pair_table(facts: RowFacts, pairs: GroupPairs, decisions: Decisions) -> pa.Table:
    """``pairs.parquet``: exact copies with their keeper, near-duplicate texts, and every near-duplicate's witness."""
    first = _first_of_group(facts, decisions)
    copy = np.flatnonzero(decisions.exact_copy)
    exact = decisions.reason[copy] == EXACT
    keeper = np.where(exact, decisions.keeper[copy], first[facts.group[copy]])
    dropped = np.flatnonzero(decisions.reason == NEAR)
    one = np.concatenate([first[pairs.left], decisions.keeper[dropped]])
    two = np.concatenate([first[pairs.right], dropped])
    similarity = np.concatenate([pairs.similarity, decisions.similarity[dropped]])
    low, high = np.minimum(one, two), np.maximum(one, two)
    order = np.lexsort((high, low))
    low, high, similarity = low[order], high[order], similarity[order]
    new = np.ones(len(low), np.bool_)
    new[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    columns = {
        "kind": ["exact"] * len(copy) + ["minhash"] * int(new.sum()),
        "row_a": facts.row_ids[np.concatenate([keeper, low[new]])],
        "row_b": facts.row_ids[np.concatenate([copy, high[new]])],
        "similarity": np.concatenate([np.ones(len(copy)), similarity[new]]),
    }
    return pa.table(columns, schema=PAIR_SCHEMA)


def cluster_table(
    facts: RowFacts, decisions: Decisions, cluster: NDArray[np.int64], smallest: NDArray[np.float64]
) -> pa.Table:
    """``clusters.parquet``: groups of equal texts, and texts that near-duplicate pairs connect."""
    first = _first_of_group(facts, decisions)
    sizes = np.bincount(facts.group, minlength=len(facts.group))
    equal = np.flatnonzero(facts.has_text & (sizes[facts.group] > 1))
    exact = (decisions.reason[equal] == EXACT) & facts.has_text[equal]
    keeper = np.where(
        exact, decisions.keeper[equal], np.where(decisions.exact_copy[equal], first[facts.group[equal]], equal)
    )
    near = np.flatnonzero(cluster >= 0)
    columns = {
        "cluster_id": np.concatenate([facts.row_ids[facts.group[equal]], cluster[near].astype(np.uint64)]),
        "kind": ["exact"] * len(equal) + ["minhash"] * len(near),
        "row_id": facts.row_ids[np.concatenate([equal, near])],
        "keeper": facts.row_ids[np.concatenate([keeper, decisions.keeper[near]])],
        "similarity": np.concatenate([np.ones(len(equal)), decisions.similarity[near]]),
        "min_similarity": pa.array(
            np.concatenate([np.ones(len(equal)), smallest[near]]), pa.float64(), from_pandas=True
        ),
    }
    table = pa.table(columns, schema=CLUSTER_SCHEMA)
    return table.sort_by([("kind", "ascending"), ("cluster_id", "ascending"), ("row_id", "ascending")])


def _first_of_group(facts: RowFacts, decisions: Decisions) -> NDArray[np.int64]:
    """By group: the row that is no copy of another."""
    first = np.arange(len(facts.group))
    places = np.flatnonzero(~decisions.exact_copy)
    first[facts.group[places]] = places
    return first
