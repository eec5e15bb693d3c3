"""Exact similarity of candidate pairs: their texts are read again in file order, as few times as memory allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.jaccard import jaccard_of_pairs
from dataaudit.kernels.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.minhash import text_shingles

HELD_SHINGLES = 64 << 20
"""Shingles (of 8 bytes) held at a time."""

Sets = tuple[NDArray[np.uint64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Compares texts by the Jaccard similarity of their shingle sets.

    Attributes:
        store: Gives the texts.
        row_ids: Row id of every text, ascending.
        sizes: Distinct shingles of every text.
        shingle: Tokens in a shingle.
    """

    store: SignalStore
    row_ids: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    shingle: int

    def similarities(self, left: NDArray[np.int64], right: NDArray[np.int64], threshold: float) -> NDArray[np.float64]:
        """The similarity of every pair of texts, -1 where it is below the threshold.

        Args:
            left: Text numbers, int64.
            right: Text numbers, int64, as many.
            threshold: Similarity that counts; 0 makes every value exact.
        """
        result = np.full(len(left), -1.0)
        # Sets of very different sizes cannot be similar; most false candidates end here, unread.
        small, large = np.minimum(self.sizes[left], self.sizes[right]), np.maximum(self.sizes[left], self.sizes[right])
        possible = np.flatnonzero(small >= threshold * large)
        for places in self._groups(left[possible], right[possible]):
            pairs = possible[places]
            texts = np.unique(np.concatenate([left[pairs], right[pairs]]))
            sets, bounds = self._sets(texts)
            one, two = np.searchsorted(texts, left[pairs]), np.searchsorted(texts, right[pairs])
            result[pairs] = jaccard_of_pairs(sets, bounds, one, two, threshold)
        return result

    def against(
        self, anchors: list[NDArray[np.int64]], buckets: list[NDArray[np.int64]], threshold: float
    ) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """Compare every text of some buckets with its bucket's anchors, in one pass over the texts.

        Args:
            anchors: Text numbers by bucket.
            buckets: Text numbers by bucket; the anchors among them are passed over.
            threshold: Similarity that counts.

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

    def _groups(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Places of pairs, in groups whose texts fit into memory together."""
        texts = np.unique(np.concatenate([left, right]))
        total = int(self.sizes[texts].sum())
        if total <= HELD_SHINGLES:
            return [np.arange(len(left))] if len(left) else []
        blocks = 2 * -(-total // HELD_SHINGLES)
        reached = np.cumsum(self.sizes[texts])
        block_of = np.minimum(reached * blocks // (total + 1), blocks - 1)
        one = block_of[np.searchsorted(texts, left)]
        two = block_of[np.searchsorted(texts, right)]
        group = np.minimum(one, two) * blocks + np.maximum(one, two)
        order = np.argsort(group, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
