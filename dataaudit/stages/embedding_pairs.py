"""Rows whose vectors lie near each other: similar pairs, clusters of them, and the nearest neighbours of every row.

Rows of equal text are represented by the first of them, and texts of equal vectors by one. Vectors lie in a file, not
in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hex_hashes import hex_halves
from dataaudit.kernels.union_find import components
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.embeddings import LEARNT, VECTOR, Embeddings, column_vectors
from dataaudit.stages.minhash_pairs import CLUSTER_SCHEMA, PAIR_SCHEMA, first_of_equal
from dataaudit.stages.vector_search import Found, VectorSearch

NEIGHBOURS = 10
"""Nearest neighbours that are told of every text."""
MOST_PAIRS = 64
"""Pairs of a text in one block of others; of a crowd, those with the preferred texts."""
MOSTLY_LEARNT = 0.5
"""Share of a text's tokens that must have learnt vectors for the threshold of learnt vectors to hold."""

NEIGHBOUR_SCHEMA = pa.schema(
    [("row_id", pa.uint64()), ("neighbours", pa.list_(pa.uint64())), ("similarities", pa.list_(pa.float32()))]
)
"""The nearest rows of every text, the nearest first; of equal texts only the first is listed."""


@dataclass(frozen=True, slots=True)
class EmbeddingPairs:
    """Corpus stage ``embeddings``.

    Attributes:
        signals: The row stage whose vectors it reads.
        threshold: Similarity from which two texts form a pair.
        hashed_threshold: Likewise where the vectors of one are mostly hashed and not learnt.
        recall: Share of the pairs that the search is to find.
        exact: Whether the signal ``hash_text`` is there.
        lengths: Whether the signal ``chars`` is there.
        name: ``embeddings``.

    Tables: ``embedding_pairs``, ``embedding_clusters`` and ``neighbours``.
    """

    signals: Embeddings
    threshold: float
    hashed_threshold: float
    recall: float
    exact: bool
    lengths: bool
    name: str = "embeddings"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", VECTOR, *self._small)

    @property
    def _small(self) -> list[str]:
        return [LEARNT, *(["hash_text"] if self.exact else []), *(["chars"] if self.lengths else [])]

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("embedding_pairs", "embedding_clusters", "neighbours")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        texts = self._texts(store)
        distinct = texts.distinct()
        vectors = texts.vectors
        if len(distinct.first) < len(vectors):
            vectors = distinct.write(store)
        search = VectorSearch(
            vectors,
            texts.thresholds[distinct.first],
            distinct.of_order(texts.order),
            NEIGHBOURS,
            self.recall,
            MOST_PAIRS,
            store.progress,
        )
        found = search.run()
        left, right, similarity = _with_copies(found, distinct)
        pairs = {"row_a": texts.row_ids[left], "row_b": texts.row_ids[right], "similarity": similarity}
        store.write("embedding_pairs", pa.table(pairs, schema=PAIR_SCHEMA))
        store.write("embedding_clusters", _clusters(texts.row_ids, left, right))
        store.write("neighbours", _neighbours(texts.row_ids, found, distinct))
        facts = {"model": self.signals.model, "dimensions": self.signals.dimensions, **found.facts}
        return {**facts, "texts": len(texts.row_ids), "pairs": len(left)}

    def _texts(self, store: SignalStore) -> _Texts:
        """The texts that have vectors, one of equal ones, with their vectors in a file."""
        small = store.signals(["row_id", *self._small])
        there = small.column(LEARNT).is_valid().to_numpy()
        places = np.flatnonzero(there)
        content = np.arange(len(places))
        if self.exact:
            texts = small.column("hash_text").take(pa.array(places)).combine_chunks().cast(pa.large_string())
            high, low = hex_halves(*text_buffers(texts))
            first = first_of_equal(high, low)
            places = places[first]
            content = np.empty(len(first), np.int64)
            content[np.lexsort((low[first], high[first]))] = np.arange(len(first))
        chars = small.column("chars").to_numpy()[places] if self.lengths else np.zeros(len(places))
        learnt = small.column(LEARNT).to_numpy()[places]
        file = store.scratch() / "vectors.f2"
        with file.open("wb") as out:
            for values in _chosen_vectors(store, places):
                out.write(values.tobytes())
        shape = (len(places), self.signals.dimensions)
        vectors = np.memmap(file, np.float16, "r", shape=shape) if len(places) else np.zeros(shape, np.float16)
        thresholds = np.where(learnt >= MOSTLY_LEARNT, self.threshold, self.hashed_threshold).astype(np.float32)
        order = np.lexsort((content, -chars.astype(np.float64)))
        return _Texts(small.column("row_id").to_numpy()[places], vectors, thresholds, order)


@dataclass(slots=True)
class _Distinct:
    """Texts of different vectors: the first of each, and the one that stands for every text."""

    vectors: NDArray[np.float16]
    first: NDArray[np.int64]
    number: NDArray[np.int64]

    def write(self, store: SignalStore) -> NDArray[np.float16]:
        """The different vectors, in a file."""
        file = store.scratch() / "distinct-vectors.f2"
        with file.open("wb") as out:
            for begin in range(0, len(self.first), 1 << 14):
                out.write(self.vectors[self.first[begin : begin + (1 << 14)]].tobytes())
        return np.memmap(file, np.float16, "r", shape=(len(self.first), self.vectors.shape[1]))

    def of_order(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """The vectors' numbers in an order of the texts."""
        numbers = self.number[order]
        _, place = np.unique(numbers, return_index=True)
        found: NDArray[np.int64] = numbers[np.sort(place)]
        return found


@dataclass(slots=True)
class _Texts:
    row_ids: NDArray[np.uint64]
    vectors: NDArray[np.float16]
    thresholds: NDArray[np.float32]
    order: NDArray[np.int64] = field(repr=False)

    def distinct(self) -> _Distinct:
        """Texts of equal vectors (and thresholds) as one."""
        size = self.vectors.shape[1]
        factors = np.random.default_rng(1).integers(1, 1 << 63, size, np.uint64) | np.uint64(1)
        keys = np.zeros(len(self.vectors), np.uint64)
        for begin in range(0, len(keys), 1 << 14):
            words = np.ascontiguousarray(self.vectors[begin : begin + (1 << 14)]).view(np.uint16).astype(np.uint64)
            keys[begin : begin + (1 << 14)] = ((words + np.uint64(1)) * factors).sum(axis=1, dtype=np.uint64)
        keys ^= self.thresholds.view(np.uint32).astype(np.uint64)
        _, first, number = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return _Distinct(self.vectors, first[order], rank[number])


def _chosen_vectors(store: SignalStore, places: NDArray[np.int64]) -> Iterator[NDArray[np.float16]]:
    """The vectors of some rows, by ascending place."""
    before = 0
    for part in store.batches([VECTOR]):
        values, _ = column_vectors(part.column(VECTOR))
        begin, end = np.searchsorted(places, [before, before + len(values)])
        yield values[places[begin:end] - before]
        before += len(values)


def _with_copies(found: Found, distinct: _Distinct) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of texts: those of different vectors, and of each text with the first of its vector."""
    copies = np.flatnonzero(distinct.first[distinct.number] != np.arange(len(distinct.number)))
    left = np.concatenate([distinct.first[found.left], distinct.first[distinct.number[copies]]])
    right = np.concatenate([distinct.first[found.right], copies])
    similarity = np.concatenate([found.similarity, np.ones(len(copies))])
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((high, low))
    return low[order], high[order], similarity[order]


def _clusters(row_ids: NDArray[np.uint64], left: NDArray[np.int64], right: NDArray[np.int64]) -> pa.Table:
    """Texts that pairs connect; their smallest similarity is not known, they are not compared all with all."""
    component = components(len(row_ids), left, right)
    members = np.unique(np.concatenate([left, right]))
    columns = {
        "row_id": row_ids[members],
        "cluster_id": row_ids[component[members]],
        "min_similarity": pa.nulls(len(members), pa.float64()),
    }
    return pa.table(columns, schema=CLUSTER_SCHEMA)


def _neighbours(row_ids: NDArray[np.uint64], found: Found, distinct: _Distinct) -> pa.Table:
    """The nearest texts of every text; copies have those of the first of their vector, and that one before them."""
    nearest, similarity = found.nearest, found.nearest_similarity
    rows = distinct.number
    own = distinct.first[rows] != np.arange(len(rows))
    lists = np.concatenate([np.where(own, distinct.first[rows], -1)[:, None], _first(distinct, nearest)[rows]], axis=1)
    values = np.concatenate([np.where(own, 1.0, -2.0)[:, None], similarity[rows]], axis=1)
    keep = lists >= 0
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep.sum(1))]).astype(np.int32)
    columns = [
        pa.array(row_ids),
        pa.ListArray.from_arrays(pa.array(bounds), pa.array(row_ids[lists[keep]])),
        pa.ListArray.from_arrays(pa.array(bounds), pa.array(values[keep].astype(np.float32))),
    ]
    return pa.table(columns, schema=NEIGHBOUR_SCHEMA)


def _first(distinct: _Distinct, nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(nearest >= 0, distinct.first[np.maximum(nearest, 0)], -1) if len(distinct.first) else nearest
