"""The tiers that compare whole texts: by hashes and as near-duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands, text_shingles
from dataaudit.stages.instructions.instruction_signals import prompt_digest
from dataaudit.stages.leakage.pairs import equal_pairs

MOST_ROWS = 10_000
"""Most rows reported for an item in one tier, the first ones."""

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
