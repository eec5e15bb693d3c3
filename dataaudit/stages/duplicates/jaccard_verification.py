"""Exact similarity of candidate pairs, whose texts are read once more, in file order.

Pairs form groups that share no text. Shingles that do not fit in memory are written to disk, each file holding as many
whole groups as fit, and are compared file by file.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.duplicates.union_find import components
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

HELD_SHINGLES = 8 << 20
"""Shingles (of 8 bytes) held in memory at a time."""
MOST_FILES = 256
"""Most files of shingles open at a time; beyond that, each gets more groups."""

Sets = tuple[NDArray[np.uint64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Compares texts by the Jaccard similarity of their shingle sets.

    Attributes:
        store: Source of the texts.
        row_ids: Row id of every text, ascending, uint64.
        sizes: Number of distinct shingles of every text, int64.
        shingle: Tokens in a shingle.
    """

    store: SignalStore
    row_ids: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    shingle: int

    def similarities(self, left: NDArray[np.int64], right: NDArray[np.int64], threshold: float) -> NDArray[np.float64]:
        """The similarity of every pair of texts, or -1 below the threshold.

        Args:
            left: Text numbers, int64.
            right: Text numbers, int64, of the same length.
            threshold: Smallest similarity to report; 0 reports all.
        """
        result = np.full(len(left), -1.0)
        # Sets of very different sizes cannot be similar; most false candidates end here, unread.
        small, large = np.minimum(self.sizes[left], self.sizes[right]), np.maximum(self.sizes[left], self.sizes[right])
        possible = np.flatnonzero(small >= threshold * large)
        texts = np.unique(np.concatenate([left[possible], right[possible]]))
        one, two = np.searchsorted(texts, left[possible]), np.searchsorted(texts, right[possible])
        if int(self.sizes[texts].sum()) <= HELD_SHINGLES:
            result[possible] = jaccard_of_pairs(*self._sets(texts), one, two, threshold)
            return result
        batch_of = self._batches(components(len(texts), one, two), self.sizes[texts])
        order = np.argsort(batch_of[one], kind="stable")
        with tempfile.TemporaryDirectory(dir=self.store.scratch()) as folder:
            self._spool(texts, batch_of, Path(folder))
            for pairs in np.split(order, np.flatnonzero(np.diff(batch_of[one[order]])) + 1):
                batch = int(batch_of[one[pairs[0]]])
                members = np.flatnonzero(batch_of == batch)
                sets = np.asarray(np.memmap(Path(folder) / str(batch), np.uint64, "r"))  # a group may be any size
                bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sizes[texts[members]])])
                places = np.searchsorted(members, one[pairs]), np.searchsorted(members, two[pairs])
                result[possible[pairs]] = jaccard_of_pairs(sets, bounds, *places, threshold)
        return result

    @staticmethod
    def _batches(group: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the file of every text: whole groups in order, as many per file as fit."""
        order = np.argsort(group, kind="stable")
        starts = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(np.diff(group[order])) + 1])
        totals = np.add.reduceat(sizes[order], starts)
        room = max(HELD_SHINGLES, int(sizes.sum()) // MOST_FILES)
        before = np.cumsum(totals) - totals
        batch_of = np.empty(len(group), np.int64)
        batch_of[order] = np.repeat(before // room, np.diff(np.append(starts, len(group))))
        return batch_of

    def _spool(self, texts: NDArray[np.int64], batch_of: NDArray[np.int64], folder: Path) -> None:
        """Append the shingle sets of some texts, ascending, to the file of each."""
        with ExitStack() as stack:
            files = {
                batch: stack.enter_context((folder / str(batch)).open("wb")) for batch in np.unique(batch_of).tolist()
            }
            for ids, values in self.store.texts(self.row_ids[texts]):
                places = np.searchsorted(self.row_ids[texts], ids)
                sets, bounds = shingle_sets(*text_shingles(values, self.shingle))
                raw, ends = sets.data.cast("B"), (8 * bounds).tolist()
                for row, batch in enumerate(batch_of[places].tolist()):
                    files[batch].write(raw[ends[row] : ends[row + 1]])

    def against(
        self, anchors: list[NDArray[np.int64]], buckets: list[NDArray[np.int64]], threshold: float
    ) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """Compare every text of some buckets with the anchors of its bucket, in one pass over the texts.

        Args:
            anchors: Text numbers by bucket.
            buckets: Text numbers by bucket; anchors among them are skipped.
            threshold: Smallest similarity to report.

        Returns:
            Similar pairs as keys (the smaller text number in the upper 32 bits) and their similarities.
        """
        anchor_texts = np.concatenate(anchors)
        first_anchor = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(group) for group in anchors])])
        anchor_sets, anchor_bounds = self._sets(np.sort(anchor_texts))
        anchor_place = np.searchsorted(np.sort(anchor_texts), anchor_texts)
        members = np.concatenate(buckets)
        bucket_of = np.repeat(np.arange(len(buckets)), [len(bucket) for bucket in buckets])
        others = ~np.isin(members, anchor_texts)
        members, bucket_of = members[others], bucket_of[others]
        order = np.argsort(members, kind="stable")
        members, bucket_of = members[order], bucket_of[order]
        keys: list[NDArray[np.uint64]] = []
        values: list[NDArray[np.float64]] = []
        for ids, texts in self.store.texts(self.row_ids[members]):
            numbers = np.searchsorted(self.row_ids, ids)
            sets, bounds = shingle_sets(*text_shingles(texts, self.shingle))
            groups = bucket_of[np.searchsorted(members, numbers)]
            counts = first_anchor[groups + 1] - first_anchor[groups]
            row = np.repeat(np.arange(len(numbers)), counts)
            offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
            anchor = np.repeat(first_anchor[groups], counts) + offset
            joined = np.concatenate([anchor_sets, sets])
            joined_bounds = np.concatenate([anchor_bounds, bounds[1:] + anchor_bounds[-1]])
            similarity = jaccard_of_pairs(
                joined, joined_bounds, anchor_place[anchor], row + len(anchor_texts), threshold
            )
            similar = similarity >= 0
            low = np.minimum(anchor_texts[anchor[similar]], numbers[row[similar]]).astype(np.uint64)
            high = np.maximum(anchor_texts[anchor[similar]], numbers[row[similar]]).astype(np.uint64)
            keys.append((low << np.uint64(32)) | high)
            values.append(similarity[similar])
        return np.concatenate([np.zeros(0, np.uint64), *keys]), np.concatenate([np.zeros(0), *values])

    def _sets(self, texts: NDArray[np.int64]) -> Sets:
        """Shingle sets of some texts, ascending."""
        sets: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
        counts: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        for _, values in self.store.texts(self.row_ids[texts]):
            some, bounds = shingle_sets(*text_shingles(values, self.shingle))
            sets.append(some)
            counts.append(np.diff(bounds))
        return np.concatenate(sets), np.cumsum(np.concatenate(counts))
