"""Near-duplicates among all rows: bands say which texts can have one, a join of their shingle sets finds all pairs.

Texts with the same ``hash_row`` are represented by the first of them. Texts that share a bucket with no other take no
part; banding misses at most a share ``miss`` of the pairs at the threshold, and the join misses none. Edited copies of
some of the run's own texts go the same way, so a run knows how many it would have found; they are in no table of pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.kernels.hashing.minhash import HASH_NAME
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.duplicates.bucket_members import bucket_members, meetings
from dataaudit.stages.duplicates.content_hashes import CONTENT_HASH
from dataaudit.stages.duplicates.declared_parts import parts_agree
from dataaudit.stages.duplicates.edited_copies import EditedCopies, edited_copies
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands
from dataaudit.stages.duplicates.near_clusters import near_clusters
from dataaudit.stages.duplicates.result_schemas import PAIR_SCHEMA, RECALL_SCHEMA
from dataaudit.stages.duplicates.shingle_store import stored_sets
from dataaudit.stages.duplicates.similar_sets import similar_pairs

MOST_COPIES, COPIES_SHARE = 1000, 0.02
"""Edited copies are made of at most this many texts, and of at most this share of them."""
_LONGEST = 20_000
"""Shingles of the longest text that is copied: recall depends on similarity and not on length, time does."""


@dataclass(frozen=True, slots=True)
class MinHashPairs:
    """Corpus stage ``minhash``.

    Attributes:
        signals: The row stage whose bands are read.
        neighbours: Partners of a kept text beyond which these are paired with it alone.
        exact: Whether the signal ``hash_row`` exists, so that one of several equal rows represents them.
        parts: Whether rows have parts that are compared one by one.
        content: Whether the signal ``_content`` exists, in which near-duplicates must agree.
        name: ``minhash``.

    Tables: ``minhash_pairs`` (``row_a`` < ``row_b``, exact Jaccard similarity) between representatives,
    ``minhash_clusters`` (representatives connected by such pairs, named by their smallest row id, with the smallest
    similarity between any two of them, null in large clusters), and ``minhash_recall`` (edited copies made and found,
    of texts in crowded buckets and of others).
    """

    signals: MinHashBands
    neighbours: int = 64
    exact: bool = True
    parts: bool = False
    content: bool = False
    name: str = "minhash"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", "_shingles", *self.signals.band_columns, *self._told)

    @property
    def _told(self) -> list[str]:
        return [*(["hash_row"] if self.exact else []), *([CONTENT_HASH] if self.content else [])]

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("minhash_pairs", "minhash_clusters", "minhash_recall")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        search = _Search(self, store)
        bands, rows = self.signals.bands
        return {"hash": HASH_NAME, "bands": bands, "rows_per_band": rows, **search.run()}


@dataclass(slots=True)
class _Search:
    stage: MinHashPairs
    store: SignalStore
    row_ids: NDArray[np.uint64] = field(init=False)
    places: NDArray[np.int64] = field(init=False)
    order: NDArray[np.int64] = field(init=False)
    rest: NDArray[np.uint64] = field(init=False)
    sizes: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        columns = ["row_id", "_shingles", *self.stage._told]
        table = self.store.signals(columns)
        shingles = table.column("_shingles").fill_null(0).to_numpy().astype(np.int64)
        self.places = np.flatnonzero(shingles > 0)
        self.order = np.arange(len(self.places))
        if self.stage.exact:
            texts = table.column("hash_row").take(pa.array(self.places)).combine_chunks().cast(pa.large_string())
            high, low = hex_halves(*text_buffers(texts))
            first = first_of_equal(high, low)
            self.places = self.places[first]
            # Ordered by content: the same texts are kept and copied whatever the order of files.
            self.order = np.empty(len(first), np.int64)
            self.order[np.lexsort((low[first], high[first]))] = np.arange(len(first))
        self.row_ids = table.column("row_id").to_numpy()[self.places]
        self.rest = np.zeros(len(self.places), np.uint64)
        if self.stage.content:
            self.rest = table.column(CONTENT_HASH).fill_null(0).to_numpy()[self.places]
        self.sizes = shingles[self.places]

    def run(self) -> dict[str, Any]:
        """Write the tables; returns facts."""
        bands = self.stage.signals.band_columns
        buckets = bucket_members(len(self.places), bands, self._band)
        self.store.progress(20, 100)
        sample = self._sample(buckets.crowded)
        copies = self._copies(sample)
        met_any, met_own = meetings(bands, self._band, sample[copies.of], self._bands_of(copies.texts))
        self.store.progress(25, 100)
        # A text that met nobody but its own copy takes part for that copy alone.
        joined = buckets.member.copy()
        joined[sample[copies.of[met_own]]] = True
        numbers = np.flatnonzero(joined)
        entered = np.flatnonzero(met_any)
        more = copies.texts.take(pa.array(entered))

        def read(rows: int) -> None:
            self.store.progress(25 + 45 * rows // max(len(numbers), 1), 100)

        shingle = self.stage.signals.shingle
        with stored_sets(self.store, self.row_ids[numbers], self.sizes[numbers], more, shingle, read) as held:
            pairs = similar_pairs(
                held,
                self.order[numbers],
                ~buckets.member[numbers],
                threshold=self.stage.signals.threshold,
                limit=self.stage.neighbours,
                progress=lambda share: self.store.progress(70 + int(25 * share), 100),
            )
            own = pairs.right < len(numbers)
            left, right, similarity = _sorted(pairs.left[own], pairs.right[own], pairs.similarity[own])
            ids = self.row_ids[numbers]
            agree = self._agree(ids[left], ids[right], self.rest[numbers[left]] == self.rest[numbers[right]])
            left, right, similarity = left[agree], right[agree], similarity[agree]
            self.store.write("minhash_clusters", near_clusters(ids, left, right, held))
        table = {"row_a": ids[left], "row_b": ids[right], "similarity": similarity}
        self.store.write("minhash_pairs", pa.table(table, schema=PAIR_SCHEMA))
        found = entered[np.unique(pairs.right[~own]) - len(numbers)]
        self.store.write("minhash_recall", _recall(copies, buckets.crowded[sample[copies.of]], found))
        self.store.progress(100, 100)
        return {
            "texts": len(self.row_ids),
            "texts_in_buckets": int(buckets.member.sum()),
            "texts_in_crowded_buckets": int(buckets.crowded.sum()),
            "candidates": pairs.compared,
            "pairs": len(left),
            "pairs_that_differ_in_a_part": int((~agree).sum()),
            "texts_paired_with_kept_alone": int(pairs.crowded[: len(numbers)].sum()),
        }

    def _agree(self, left: NDArray[np.uint64], right: NDArray[np.uint64], same: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether rows with nearly the same text agree in what else they hold, and in every part of the text."""
        agree = same.copy()
        if self.stage.parts:
            signals, asked = self.stage.signals, np.flatnonzero(same)
            agree[asked] = parts_agree(self.store, left[asked], right[asked], signals.shingle, signals.threshold)
        return agree

    def _band(self, name: str) -> NDArray[np.uint64]:
        hashes: NDArray[np.uint64] = self.store.signals([name]).column(0).fill_null(0).to_numpy()[self.places]
        return hashes

    def _sample(self, crowded: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Texts to copy, ascending: half of them from crowded buckets where there are so many."""
        wanted = min(MOST_COPIES, int(COPIES_SHARE * len(self.places)))
        able = (self.sizes > 1) & (self.sizes <= _LONGEST)
        order = np.argsort(self.order)
        kinds = [order[(able & crowded)[order]], order[(able & ~crowded)[order]]]
        half = min(wanted // 2, len(kinds[0]))
        return np.sort(np.concatenate([kinds[0][: max(half, wanted - len(kinds[1]))], kinds[1][: wanted - half]]))

    def _copies(self, sample: NDArray[np.int64]) -> EditedCopies:
        texts = [pa.array([], pa.large_string()), *(texts for _, texts in self.store.texts(self.row_ids[sample]))]
        signals = self.stage.signals
        return edited_copies(pa.concat_arrays(texts), signals.shingle, signals.threshold, signals.seed)

    def _bands_of(self, texts: pa.LargeStringArray) -> dict[str, NDArray[np.uint64]]:
        batch = self.stage.signals(pa.RecordBatch.from_pydict({"text": texts}))
        return {name: batch.column(name).fill_null(0).to_numpy() for name in self.stage.signals.band_columns}


def _recall(copies: EditedCopies, crowded: NDArray[np.bool_], found: NDArray[np.int64]) -> pa.Table:
    """How many copies were made and found, of texts in crowded buckets and of others."""
    hit = np.zeros(len(copies.of), np.bool_)
    hit[found] = True
    rows = [
        {
            "crowded": kind,
            "copies": int((crowded == kind).sum()),
            "found": int(hit[crowded == kind].sum()),
            "mean_similarity": float(copies.similarity[crowded == kind].mean()),
        }
        for kind in (True, False)
        if (crowded == kind).any()
    ]
    return pa.Table.from_pylist(rows, RECALL_SCHEMA)


def _sorted(
    one: NDArray[np.int64], two: NDArray[np.int64], similarity: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs with the smaller number first, each once, ascending."""
    left, right = np.minimum(one, two), np.maximum(one, two)
    _, first = np.unique(left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64), return_index=True)
    return left[first], right[first], similarity[first]


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
