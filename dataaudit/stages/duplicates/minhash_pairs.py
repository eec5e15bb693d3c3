"""Near-duplicates among all rows: buckets of one band at a time, and exact verification of candidates.

Texts with the same ``hash_text`` are represented by the first of them. A bucket of more than ``crowded`` texts is not
compared in full: its longest texts become anchors, the others are compared with them, and texts that match an anchor
take no further part. This keeps the cost linear; the number of texts that were compared only in part is a fact of the
run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.duplicates.union_find import components
from dataaudit.kernels.hashing.bands import bucket_pairs
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.kernels.hashing.minhash import HASH_NAME
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.duplicates.jaccard_verification import Verifier
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.duplicates.result_schemas import CLUSTER_SCHEMA, PAIR_SCHEMA

PAIR_GROUP = 8_000_000
"""Candidate pairs collected over bands before they are verified together."""
ROUNDS = 4
"""Most rounds of anchors for a crowded bucket."""
WORTHWHILE = 0.01
"""Share of a crowded bucket that a round must match for another round to follow."""
SMALL_CLUSTER = 64
"""Largest cluster whose pairs are all compared, for its smallest similarity."""


@dataclass(frozen=True, slots=True)
class MinHashPairs:
    """Corpus stage ``minhash``.

    Attributes:
        signals: The row stage whose bands are read.
        crowded: Largest bucket that is compared in full.
        anchors: Anchors per round of a crowded bucket.
        exact: Whether the signal ``hash_text`` exists, so that one of several equal texts represents them.
        name: ``minhash``.

    Tables: ``minhash_pairs`` (``row_a`` < ``row_b``, exact Jaccard similarity) between representatives, and
    ``minhash_clusters`` (representatives connected by such pairs, named by their smallest row id, with the smallest
    similarity between any two of them, null in large clusters).
    """

    signals: MinHashBands
    crowded: int
    anchors: int
    exact: bool = True
    name: str = "minhash"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "_shingles", *self.signals.band_columns, *(("hash_text",) if self.exact else ()))

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("minhash_pairs", "minhash_clusters")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        search = _Search(self, store)
        for number, band in enumerate(self.signals.band_columns):
            search.add_band(store.signals([band]).column(0))
            store.progress(number + 1, len(self.signals.band_columns) + 1)
        search.verify_waiting()
        left, right, similarity = search.pairs()
        table = {"row_a": search.row_ids[left], "row_b": search.row_ids[right], "similarity": similarity}
        store.write("minhash_pairs", pa.table(table, schema=PAIR_SCHEMA))
        store.write("minhash_clusters", search.clusters(left, right, similarity))
        store.progress(1, 1)
        bands, rows = self.signals.bands
        return {
            "hash": HASH_NAME,
            "bands": bands,
            "rows_per_band": rows,
            "texts": len(search.row_ids),
            "candidates": search.candidates,
            "pairs": len(left),
            "crowded_buckets": search.crowded_buckets,
            "texts_compared_in_part": int(search.partial.sum()),
        }


@dataclass(slots=True)
class _Search:
    stage: MinHashPairs
    store: SignalStore
    row_ids: NDArray[np.uint64] = field(init=False)
    places: NDArray[np.int64] = field(init=False)
    order: NDArray[np.int64] = field(init=False)
    absorbed: NDArray[np.bool_] = field(init=False)
    partial: NDArray[np.bool_] = field(init=False)
    verifier: Verifier = field(init=False)
    candidates: int = 0
    crowded_buckets: int = 0
    waiting: list[NDArray[np.uint64]] = field(default_factory=list)
    known: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    found: list[tuple[NDArray[np.uint64], NDArray[np.float64]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        columns = ["row_id", "_shingles", *(["hash_text"] if self.stage.exact else [])]
        table = self.store.signals(columns)
        shingles = table.column("_shingles").fill_null(0).to_numpy().astype(np.int64)
        ids = table.column("row_id").to_numpy()
        self.places = np.flatnonzero(shingles > 0)
        content = np.arange(len(self.places))
        if self.stage.exact:
            texts = table.column("hash_text").take(pa.array(self.places)).combine_chunks().cast(pa.large_string())
            high, low = hex_halves(*text_buffers(texts))
            first = first_of_equal(high, low)
            self.places = self.places[first]
            content = np.empty(len(first), np.int64)
            content[np.lexsort((low[first], high[first]))] = np.arange(len(first))
        self.row_ids = ids[self.places]
        sizes = shingles[self.places]
        # Longer texts first, then by content: the same anchors whatever the order of files.
        self.order = np.empty(len(self.places), np.int64)
        self.order[np.lexsort((content, -sizes))] = np.arange(len(self.places))
        self.absorbed = np.zeros(len(self.places), np.bool_)
        self.partial = np.zeros(len(self.places), np.bool_)
        self.verifier = Verifier(self.store, self.row_ids, sizes, self.stage.signals.shingle)

    def add_band(self, column: pa.ChunkedArray) -> None:
        hashes = column.fill_null(0).to_numpy()[self.places]
        active = np.flatnonzero(~self.absorbed)
        # Sorting brings equal hashes together, so a bucket is a run in the sorted column.
        order = active[np.argsort(hashes[active], kind="stable")]
        edges = np.flatnonzero(np.diff(hashes[order])) + 1
        starts = np.concatenate([np.zeros(min(len(order), 1), np.int64), edges])
        stops = np.concatenate([edges, np.full(min(len(order), 1), len(order), np.int64)])
        sizes = stops - starts
        normal = (sizes > 1) & (sizes <= self.stage.crowded)
        self._wait([order[one:two] for one, two in zip(starts[normal], stops[normal], strict=True)])
        crowded = sizes > self.stage.crowded
        if crowded.any():
            self.crowded_buckets += int(crowded.sum())
            self._thin([order[one:two] for one, two in zip(starts[crowded], stops[crowded], strict=True)])
        if sum(map(len, self.waiting)) > PAIR_GROUP:
            self.verify_waiting()

    def _wait(self, buckets: list[NDArray[np.int64]]) -> None:
        if not buckets:
            return
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(bucket) for bucket in buckets])])
        left, right = bucket_pairs(np.concatenate(buckets), bounds)
        self.waiting.append(np.unique(_key(left, right)))

    def verify_waiting(self) -> None:
        """Compare the waiting pairs that were not compared before."""
        if not self.waiting:
            return
        keys = np.unique(np.concatenate(self.waiting))
        keys = keys[~np.isin(keys, self.known, assume_unique=True)]
        self.waiting = []
        self.candidates += len(keys)
        left, right = _ends(keys)
        similarity = self.verifier.similarities(left, right, self.stage.signals.threshold)
        self.found.append((keys[similarity >= 0], similarity[similarity >= 0]))
        self.known = np.union1d(self.known, keys)

    def _thin(self, buckets: list[NDArray[np.int64]]) -> None:
        """Compare crowded buckets with their anchors until the rest of each is small or no longer shrinks."""
        threshold = self.stage.signals.threshold
        for _ in range(ROUNDS):
            sorted_buckets = [bucket[np.argsort(self.order[bucket])] for bucket in buckets]
            anchors = [bucket[: self.stage.anchors] for bucket in sorted_buckets]
            kept = self._kept_anchors(anchors)
            keys, similarity = self.verifier.against(kept, sorted_buckets, threshold)
            self.candidates += sum(len(one) * len(two) for one, two in zip(kept, sorted_buckets, strict=True))
            self.found.append((keys, similarity))
            left, right = _ends(keys)
            anchor_set = np.concatenate(kept)
            self.absorbed[left[~np.isin(left, anchor_set)]] = True
            self.absorbed[right[~np.isin(right, anchor_set)]] = True
            again: list[NDArray[np.int64]] = []
            for bucket, chosen in zip(sorted_buckets, kept, strict=True):
                rest = np.sort(bucket[~self.absorbed[bucket] & ~np.isin(bucket, chosen)])
                if len(rest) <= self.stage.crowded:
                    self._wait([rest])
                elif len(bucket) - len(rest) - len(chosen) < WORTHWHILE * len(bucket):
                    self.partial[rest] = True
                else:
                    again.append(rest)
            if not again:
                return
            buckets = again
        for bucket in buckets:
            self.partial[bucket] = True

    def _kept_anchors(self, anchors: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
        """The anchors of every bucket that resemble no earlier one; the others match an anchor and are absorbed."""
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(group) for group in anchors])])
        left, right = bucket_pairs(np.concatenate(anchors), bounds)
        similarity = self.verifier.similarities(left, right, self.stage.signals.threshold)
        similar = similarity >= 0
        self.found.append((_key(left[similar], right[similar]), similarity[similar]))
        neighbours: dict[int, list[int]] = {}
        for one, two in zip(left[similar].tolist(), right[similar].tolist(), strict=True):
            neighbours.setdefault(two, []).append(one)
        kept_groups = []
        for group in anchors:
            kept: set[int] = set()
            for anchor in group.tolist():
                if any(other in kept for other in neighbours.get(anchor, ())):
                    self.absorbed[anchor] = True
                else:
                    kept.add(anchor)
            kept_groups.append(np.array([anchor for anchor in group.tolist() if anchor in kept], np.int64))
        return kept_groups

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """All verified pairs, each once, sorted by row ids."""
        keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in self.found)])
        similarity = np.concatenate([np.zeros(0), *(values for _, values in self.found)])
        keys, first = np.unique(keys, return_index=True)
        return (*_ends(keys), similarity[first])

    def clusters(self, left: NDArray[np.int64], right: NDArray[np.int64], similarity: NDArray[np.float64]) -> pa.Table:
        """Clusters of connected texts, with the smallest similarity within small clusters."""
        component = components(len(self.row_ids), left, right)
        members = np.unique(np.concatenate([left, right]))
        roots, inverse, sizes = np.unique(component[members], return_inverse=True, return_counts=True)
        smallest = np.full(len(roots), np.nan)
        small = sizes <= SMALL_CLUSTER
        root_index = np.searchsorted(roots, component[left])
        np.fmin.at(smallest, root_index, similarity)  # fmin ignores the NaN that it starts from
        smallest[~small] = np.nan
        order = np.argsort(inverse, kind="stable")
        grouped = np.split(members[order], np.cumsum(sizes)[:-1]) if len(members) else []
        for one, two, root in self._inner_pairs(grouped, small, _key(left, right)):
            values = self.verifier.similarities(one, two, 0.0)
            np.fmin.at(smallest, root, values)
        columns = {
            "row_id": self.row_ids[members],
            "cluster_id": self.row_ids[component[members]],
            "min_similarity": pa.array(smallest[inverse], pa.float64(), from_pandas=True),
        }
        return pa.table(columns, schema=CLUSTER_SCHEMA)

    @staticmethod
    def _inner_pairs(
        grouped: list[NDArray[np.int64]], small: NDArray[np.bool_], known: NDArray[np.uint64]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """Pairs within small clusters that share no band, with the number of their cluster."""
        chosen = [(number, group) for number, group in enumerate(grouped) if small[number] and len(group) > 2]
        if not chosen:
            return
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(group) for _, group in chosen])])
        left, right = bucket_pairs(np.concatenate([group for _, group in chosen]), bounds)
        counts = [len(group) * (len(group) - 1) // 2 for _, group in chosen]
        root = np.repeat(np.array([number for number, _ in chosen], np.int64), counts)
        new = ~np.isin(_key(left, right), known)
        if new.any():
            yield left[new], right[new], root[new]


def first_of_equal(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place of the first occurrence of every distinct hash, ascending.

    Args:
        high: Upper halves, uint64.
        low: Lower halves, uint64, of the same length.
    """
    order = np.lexsort((low, high))  # stable, so that the first of equal hashes comes first
    same = np.zeros(len(order), np.bool_)
    same[1:] = (high[order[1:]] == high[order[:-1]]) & (low[order[1:]] == low[order[:-1]])
    return np.sort(order[~same])


def _key(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Pairs of text numbers as one number each, the smaller in the upper half."""
    # numpy sorts, merges and compares numbers; for pairs of columns it would need structured arrays.
    low, high = np.minimum(left, right).astype(np.uint64), np.maximum(left, right).astype(np.uint64)
    return (low << np.uint64(32)) | high


def _ends(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two text numbers of every key."""
    return (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
