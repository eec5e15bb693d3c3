"""The tiers that compare whole texts: by hashes, as near-duplicates, and by vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.duplicates.nearest import cosines
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands, text_shingles
from dataaudit.stages.instructions.instruction_signals import prompt_digest
from dataaudit.stages.leakage.pairs import equal_pairs
from dataaudit.stages.vectors.embedding_pairs import MOSTLY_LEARNT
from dataaudit.stages.vectors.embeddings import column_vectors
from dataaudit.stages.vectors.result_schemas import LEARNT, VECTOR

MOST_ROWS = 10_000
"""Most rows reported for an item in one tier, the first ones."""
_BLOCK = 8192
NEAREST, NEAR = 1, 0.6
"""Rows nearest to an item that are read beside it, and their lowest cosine."""

Matches = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Places of rows, numbers of items, similarity."""


def no_matches() -> Matches:
    """An empty list of matches."""
    return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows in which an item counts as leaked: those of another split than its own.

    Attributes:
        row_split: Number of every row's split, int64.
        item_split: Number of every item's split, int64; -1, which no row has, for items of another corpus.
    """

    row_split: NDArray[np.int64]
    item_split: NDArray[np.int64]

    def across(self, matches: Matches) -> Matches:
        """The matches between different splits, at most ``MOST_ROWS`` per item."""
        rows, items, similarity = matches
        order = np.lexsort((rows, items))
        order = order[self.row_split[rows[order]] != self.item_split[items[order]]]
        counts = np.bincount(items[order], minlength=len(self.item_split))
        rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        order = order[rank < MOST_ROWS]
        return rows[order], items[order], similarity[order]


def equal_texts(store: SignalStore, column: str, hashes: pa.Array) -> Matches:
    """Rows with the hash of an item.

    Args:
        store: Source of the rows' hashes.
        column: ``hash_text``, ``hash_loose`` or ``hash_prompt``.
        hashes: Hashes of the items in the same form, null for none.
    """
    own = store.signals([column]).column(0).combine_chunks()
    (high, low), there = _halves(own)
    (item_high, item_low), given = _halves(hashes)
    rows, items = equal_pairs(high, item_high)
    same = (low[rows] == item_low[items]) & there[rows] & given[items]
    return rows[same], items[same], np.ones(int(same.sum()))


def _halves(hashes: pa.Array) -> tuple[tuple[NDArray[np.uint64], NDArray[np.uint64]], NDArray[np.bool_]]:
    if isinstance(hashes, pa.ChunkedArray):
        hashes = pa.concat_arrays(hashes.chunks)
    valid = hashes.is_valid().to_numpy(zero_copy_only=False)
    return hex_halves(*text_buffers(hashes.cast(pa.large_string()))), valid


def item_hashes(texts: pa.LargeStringArray) -> tuple[pa.Array, pa.Array]:
    """``hash_text`` and ``hash_loose`` of the items."""
    hashed = ContentHashes()(pa.RecordBatch.from_pydict({"text": texts}))
    return hashed.column("hash_text"), hashed.column("hash_loose")


def equal_prompts(store: SignalStore, questions: Sequence[str]) -> Matches:
    """Rows of instruction data whose prompt has the same ``prompt_form`` as the question of an item."""
    return equal_texts(store, "hash_prompt", pa.array([prompt_digest(one) for one in questions], pa.string()))


def near_texts(store: SignalStore, stage: MinHashBands, texts: pa.LargeStringArray, sides: Sides) -> Matches:
    """Rows that are near-duplicates of items, verified by exact similarity.

    Args:
        store: Source of the rows' bands and texts.
        stage: The row stage of the bands.
        texts: Texts of the items.
        sides: The rows in which an item counts.
    """
    banded = stage(pa.RecordBatch.from_pydict({"text": texts}))
    keys = np.zeros(0, np.uint64)
    for name in stage.band_columns:
        own, theirs = store.signals([name]).column(0), banded.column(name)
        given = np.flatnonzero(theirs.is_valid().to_numpy(zero_copy_only=False))
        present = own.is_valid().to_numpy()
        rows, items = equal_pairs(
            own.fill_null(0).to_numpy(), theirs.fill_null(0).to_numpy(zero_copy_only=False)[given]
        )
        rows, items = rows[present[rows]], given[items[present[rows]]]
        rows, items, _ = sides.across((rows, items, np.zeros(len(rows), np.float64)))
        keys = np.union1d(keys, rows.astype(np.uint64) << np.uint64(32) | items.astype(np.uint64))
    rows, items = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    if not len(rows):
        return no_matches()
    sets, bounds = shingle_sets(*text_shingles(texts, stage.shingle))
    ids = store.signals(["row_id"]).column(0).to_numpy()
    different, number = np.unique(rows, return_inverse=True)
    similarity = np.full(len(rows), -1.0)
    order = np.argsort(number, kind="stable")
    before = 0
    for some, values in store.texts(ids[different]):
        chosen = order[np.searchsorted(number[order], before) : np.searchsorted(number[order], before + len(some))]
        own_sets, own_bounds = shingle_sets(*text_shingles(values, stage.shingle))
        joined = np.concatenate([sets, own_sets])
        joined_bounds = np.concatenate([bounds, own_bounds[1:] + bounds[-1]])
        places = number[chosen] - before + len(texts)
        similarity[chosen] = jaccard_of_pairs(joined, joined_bounds, items[chosen], places, stage.threshold)
        before += len(some)
    similar = similarity >= 0
    return rows[similar], items[similar], similarity[similar]


def near_vectors(
    store: SignalStore,
    vectors: NDArray[np.float32],
    owners: NDArray[np.int64],
    thresholds: tuple[float, float],
    sides: Sides,
) -> Matches:
    """Rows whose vectors are similar to those of items.

    Args:
        store: Source of the rows' vectors.
        vectors: Vectors of items, float32, shape (vectors, dimensions), of length 1, or zeros for none.
        owners: Item of every vector, int64.
        thresholds: Smallest cosine for rows with mostly learned vectors, and for others.
        sides: The rows in which an item counts.
    """
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    found: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    values: list[NDArray[np.float64]] = [np.zeros(0)]
    before = 0
    for some, learnt in _vector_blocks(store):
        own = some.astype(np.float32)
        least = np.where(learnt >= MOSTLY_LEARNT, *thresholds)
        for first in range(0, len(vectors), _BLOCK):
            block = own @ vectors[first : first + _BLOCK].T
            # With a margin: the product of a block is rounded differently from that of a pair, which decides.
            row, item = np.nonzero(block >= least[:, None] - 1e-3)
            exact = cosines(np.concatenate([own, vectors[first : first + _BLOCK]]), row, item + len(own))
            kept = exact >= least[row]
            rows.append(row[kept] + before)
            found.append(owners[item[kept] + first])
            values.append(exact[kept])
        before += len(own)
    places, items = np.concatenate(rows), np.concatenate(found)
    similarity: NDArray[np.float64] = np.concatenate(values)
    order = np.lexsort((-similarity, items, places))
    places, items, similarity = places[order], items[order], similarity[order]
    new = np.ones(len(places), np.bool_)
    new[1:] = (np.diff(places) != 0) | (np.diff(items) != 0)
    return sides.across((places[new], items[new], similarity[new]))


def nearest_rows(store: SignalStore, vectors: NDArray[np.float32], owners: NDArray[np.int64], sides: Sides) -> Matches:
    """The rows nearest to every item, of mostly learned vectors and at a cosine of at least ``NEAR``.

    Args:
        store: Source of the rows' vectors.
        vectors: Vectors of items, float32, shape (vectors, dimensions), of length 1, or zeros for none.
        owners: Item of every vector, int64.
        sides: The rows in which an item counts.
    """
    best = np.full((len(vectors), NEAREST), -1.0, np.float32)
    places = np.zeros((len(vectors), NEAREST), np.int64)
    splits, before = sides.item_split[owners], 0
    for some, learnt in _vector_blocks(store):
        own = some.astype(np.float32)
        own[learnt < MOSTLY_LEARNT] = 0
        count = min(NEAREST, len(own))
        for first in range(0, len(vectors), _BLOCK):
            chosen = slice(first, first + _BLOCK)
            block = vectors[chosen] @ own.T
            here = splits[chosen]
            if (here >= 0).any():
                block[here[:, None] == sides.row_split[before : before + len(own)][None, :]] = -1
            top = np.argpartition(block, len(own) - count, axis=1)[:, len(own) - count :]
            values = np.concatenate([best[chosen], np.take_along_axis(block, top, 1)], 1)
            rows = np.concatenate([places[chosen], top + before], 1)
            order = np.argsort(-values, axis=1, kind="stable")[:, :NEAREST]
            best[chosen] = np.take_along_axis(values, order, 1)
            places[chosen] = np.take_along_axis(rows, order, 1)
        before += len(own)
    vector, rank = np.nonzero(best >= NEAR)
    rows, items, cosine = places[vector, rank], owners[vector], best[vector, rank].astype(np.float64)
    order = np.lexsort((-cosine, items, rows))
    rows, items, cosine = rows[order], items[order], cosine[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (np.diff(rows) != 0) | (np.diff(items) != 0)
    return rows[new], items[new], cosine[new]


def _vector_blocks(store: SignalStore) -> Iterator[tuple[NDArray[np.float16], NDArray[np.float64]]]:
    """Vectors of all rows in blocks, zeros for none, and the share of each that is learned."""
    for part in store.batches([VECTOR, LEARNT]):
        vectors, there = column_vectors(part.column(VECTOR))
        learnt = part.column(LEARNT).fill_null(0.0).to_numpy().astype(np.float64)
        for first in range(0, len(vectors), _BLOCK):
            chosen = slice(first, first + _BLOCK)
            yield np.where(there[chosen, None], vectors[chosen], np.float16(0)), learnt[chosen]
