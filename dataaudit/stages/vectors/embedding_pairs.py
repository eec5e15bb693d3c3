"""Rows with similar vectors: pairs, whether they say the same, and the nearest neighbours of every row.

Rows of equal text are represented by the first of them. Vectors are kept in a file, not in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore
from dataaudit.stages.duplicates.content_hashes import CONTENT_HASH
from dataaudit.stages.duplicates.minhash_pairs import first_of_equal
from dataaudit.stages.vectors.embeddings import Embeddings, column_vectors
from dataaudit.stages.vectors.result_schemas import LEARNT, VECTOR, VECTOR_PAIRS
from dataaudit.stages.vectors.same_meaning import SameMeaning
from dataaudit.stages.vectors.vector_search import Found, VectorSearch

NEIGHBOURS = 10
"""Nearest neighbours listed for every text."""
MOST_PAIRS = 16
"""Most pairs of a text with preferred ones; a text that has more is paired with those that stay alone."""
MOSTLY_LEARNT = 0.5
"""Share of a text's tokens that must have learned vectors for the threshold of learned vectors to apply."""

NEIGHBOUR_SCHEMA = pa.schema(
    [("row_id", pa.uint64()), ("neighbours", pa.list_(pa.uint64())), ("similarities", pa.list_(pa.float32()))]
)
"""The nearest rows of every text, nearest first; of equal texts only the first is listed."""


@dataclass(frozen=True, slots=True)
class EmbeddingPairs:
    """Corpus stage ``embeddings``.

    Attributes:
        signals: The row stage of the vectors.
        threshold: Similarity from which two texts form a pair.
        hashed_threshold: The same if the vector of either is mostly hashed rather than learned.
        recall: Share of the pairs that the search should find.
        exact: Whether the signal ``hash_text`` exists.
        lengths: Whether the signal ``chars`` exists.
        turns: Whether rows are instruction data.
        content: Whether the signal ``_content`` exists, in which rows that say the same must agree.
        name: ``embeddings``.

    Tables: ``embedding_pairs`` and ``neighbours``.
    """

    signals: Embeddings
    threshold: float
    hashed_threshold: float
    recall: float
    exact: bool
    lengths: bool
    turns: bool
    content: bool = False
    name: str = "embeddings"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", VECTOR, *self._small, *([CONTENT_HASH] if self.content else []))

    @property
    def _small(self) -> list[str]:
        return [LEARNT, *(["hash_text"] if self.exact else []), *(["chars"] if self.lengths else [])]

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("embedding_pairs", "neighbours")

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        texts = self._texts(store)
        found = VectorSearch(
            texts.vectors, texts.thresholds, texts.order, NEIGHBOURS, self.recall, MOST_PAIRS, store.progress
        ).run()
        left, right = texts.row_ids[found.left], texts.row_ids[found.right]
        agree = SameMeaning(store, self.signals.sentences, self.turns)(left, right)
        if self.content:
            told = store.signals(["row_id", CONTENT_HASH])
            row_ids, rest = told.column("row_id").to_numpy(), told.column(CONTENT_HASH).fill_null(0).to_numpy()
            agree &= rest[np.searchsorted(row_ids, left)] == rest[np.searchsorted(row_ids, right)]
        columns = {"row_a": left, "row_b": right, "similarity": found.similarity, "same_meaning": agree}
        store.write("embedding_pairs", pa.table(columns, schema=VECTOR_PAIRS))
        store.write("neighbours", _neighbours(texts.row_ids, found))
        facts = {"model": self.signals.model, "dimensions": self.signals.dimensions, **found.facts}
        return facts | {"pairs_of_same_meaning": int(agree.sum())}

    def _texts(self, store: SignalStore) -> _Texts:
        """The texts with a vector, one of several equal texts, with their vectors in a file."""
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
        thresholds = np.where(learnt >= MOSTLY_LEARNT, self.threshold, self.hashed_threshold)
        # Longer texts first, then by content: the same preference whatever the order of files.
        order = np.lexsort((content, -chars.astype(np.float64)))
        return _Texts(small.column("row_id").to_numpy()[places], vectors, thresholds, order)


@dataclass(slots=True)
class _Texts:
    row_ids: NDArray[np.uint64]
    vectors: NDArray[np.float16]
    thresholds: NDArray[np.float64]
    order: NDArray[np.int64] = field(repr=False)


def _chosen_vectors(store: SignalStore, places: NDArray[np.int64]) -> Iterator[NDArray[np.float16]]:
    """The vectors of some rows, by ascending place."""
    before = 0
    for part in store.batches([VECTOR]):
        values, _ = column_vectors(part.column(VECTOR))
        begin, end = np.searchsorted(places, [before, before + len(values)])
        yield values[places[begin:end] - before]
        before += len(values)


def _neighbours(row_ids: NDArray[np.uint64], found: Found) -> pa.Table:
    """The nearest texts of every text."""
    keep = found.nearest >= 0
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep.sum(1))]).astype(np.int32)
    columns = [
        pa.array(row_ids),
        pa.ListArray.from_arrays(pa.array(bounds), pa.array(row_ids[found.nearest[keep]])),
        pa.ListArray.from_arrays(pa.array(bounds), pa.array(found.nearest_similarity[keep])),
    ]
    return pa.table(columns, schema=NEIGHBOUR_SCHEMA)
