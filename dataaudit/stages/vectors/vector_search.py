"""Similar pairs and nearest neighbours among many vectors, and the share of the pairs that the search finds.

A small number of vectors is compared exhaustively. A large number is divided into cells, and each vector is compared
with the members of the cells nearest to it. The number of cells is chosen on a sample of vectors that are compared with
all others, so that the wanted share of their pairs is found; a second sample gives the share that is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.nearest import dot_products, similar_members, update_nearest
from dataaudit.stages.share_interval import wilson
from dataaudit.stages.vectors.vector_cells import BLOCK, MOST_PROBES, Cells, make_cells

EXHAUSTIVE = 16_384
"""Most vectors that are all compared with each other."""
LONGEST_BLOCK = 16_384
"""Most vectors of one cell that others are compared with, the preferred ones."""
FEWEST_PROBES = 8
"""Fewest cells that are searched: nearest neighbours below the threshold are spread over more cells than pairs."""
ASKED = 1000
"""Vectors in each sample that is compared with all others."""
_MARGIN = np.float32(1e-3)
"""How far below the threshold blocks look for pairs, since they add in another order than single pairs."""
_DECIMALS = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search.

    Attributes:
        left: The smaller vector number of every pair, int64.
        right: The larger vector number of every pair, int64.
        similarity: Similarity of every pair, float64, rounded to five decimals.
        nearest: The nearest vectors of each, nearest first, -1 for none: int64, shape (vectors, k).
        nearest_similarity: Their similarities, -2 for none: float32, shape (vectors, k).
        facts: Facts for the manifest.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]
    nearest: NDArray[np.int64]
    nearest_similarity: NDArray[np.float32]
    facts: dict[str, Any]


@dataclass(slots=True)
class VectorSearch:
    """A search among vectors.

    Attributes:
        vectors: float16, of length 1, shape (vectors, dimensions); may be on disk.
        thresholds: By vector, the similarity from which it forms pairs, float64; a pair must reach both.
        preference: Vector numbers in order of preference, int64.
        neighbours: Number of nearest vectors to find for each.
        recall: Share of the pairs to find.
        most: Most pairs of a vector to keep per block, those with the preferred vectors.
        progress: Called with the work done and the total.
    """

    vectors: NDArray[np.float16]
    thresholds: NDArray[np.float64]
    preference: NDArray[np.int64]
    neighbours: int
    recall: float
    most: int
    progress: Progress
    _nearest: NDArray[np.int64] = field(init=False)
    _similarity: NDArray[np.float32] = field(init=False)
    _keys: list[NDArray[np.uint64]] = field(default_factory=list)
    _cut: int = 0

    def run(self) -> Found:
        """Run the search."""
        count = len(self.vectors)
        self._nearest = np.full((count, self.neighbours), -1, np.int64)
        self._similarity = np.full((count, self.neighbours), -2, np.float32)
        facts: dict[str, Any] = {"texts": count}
        if count <= EXHAUSTIVE:
            for first in range(0, count, BLOCK):
                self._compare(np.arange(first, min(first + BLOCK, count)), self.preference)
                self.progress(min(first + BLOCK, count), count)
            facts |= {"cells": 1, "cells_probed": 1, "recall": 1.0, "recall_lowest": 1.0, "recall_pairs": None}
        else:
            facts |= self._through_cells()
        keys = np.unique(np.concatenate([np.zeros(0, np.uint64), *self._keys]))
        left, right = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        similarity = self._exact(left, right)
        kept = similarity >= np.maximum(self.thresholds[left], self.thresholds[right])
        facts |= {"pairs": int(kept.sum()), "texts_with_more_pairs": self._cut}
        return Found(left[kept], right[kept], similarity[kept], self._nearest, self._similarity, facts)

    def _through_cells(self) -> dict[str, Any]:
        cells = make_cells(self.vectors, self.preference)
        spread = self.preference[:: max(1, len(self.preference) // (2 * ASKED))][: 2 * ASKED]
        # Two samples: pairs that have chosen the number of cells would report too high a share.
        choosing, telling = self._all_pairs(np.sort(spread[::2])), self._all_pairs(np.sort(spread[1::2]))
        probes = _probes_needed(cells, *choosing, self.recall)
        done = 0
        for cell, queries in cells.queries(probes):
            members = cells.members(cell)[:LONGEST_BLOCK]
            for first in range(0, len(queries), BLOCK):
                self._compare(queries[first : first + BLOCK], members)
            done += len(queries)
            if cell % 64 == 0:
                self.progress(done, probes * len(self.vectors))
        found = _first_probe(cells, *telling) < probes
        share = float(found.mean()) if len(found) else None
        return {
            "cells": cells.count,
            "cells_probed": probes,
            "recall": share,
            "recall_lowest": wilson(int(found.sum()), len(found))[0] if len(found) else None,
            "recall_pairs": len(found),
        }

    def _compare(self, queries: NDArray[np.int64], members: NDArray[np.int64]) -> None:
        """Compare vectors with others, and keep similar pairs and nearest neighbours."""
        asked = self.vectors[queries].astype(np.float32)
        for first in range(0, len(members), BLOCK):
            some = members[first : first + BLOCK]
            similarity = asked @ self.vectors[some].astype(np.float32).T
            update_nearest(similarity, queries, some, self._nearest, self._similarity)
            left, right, cut = similar_members(similarity, queries, some, self._least, self.most)
            self._cut += cut
            if len(left):
                low, high = np.minimum(left, right).astype(np.uint64), np.maximum(left, right).astype(np.uint64)
                self._keys.append(np.unique((low << np.uint64(32)) | high))

    def _all_pairs(self, asked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All pairs of some vectors with any other vector."""
        lefts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        rights: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        held = self.vectors[asked].astype(np.float32)
        for first in range(0, len(self.vectors), BLOCK):
            some = np.arange(first, min(first + BLOCK, len(self.vectors)))
            similarity = held @ self.vectors[some].astype(np.float32).T
            left, right, _ = similar_members(similarity, asked, some, self._least, len(some))
            lefts.append(left)
            rights.append(right)
        left, right = np.concatenate(lefts), np.concatenate(rights)
        kept = self._exact(left, right) >= np.maximum(self.thresholds[left], self.thresholds[right])
        return left[kept], right[kept]

    @property
    def _least(self) -> NDArray[np.float32]:
        """Thresholds for blocks, lower by the margin."""
        return self.thresholds.astype(np.float32) - _MARGIN

    def _exact(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Similarities of pairs, computed pair by pair."""
        result: NDArray[np.float64] = np.zeros(len(left), np.float64)
        for chosen in _pieces(len(left)):
            ends, places = np.unique(np.concatenate([left[chosen], right[chosen]]), return_inverse=True)
            half = len(left[chosen])
            held = self.vectors[ends].astype(np.float32)
            # Rounded to float16, vectors are no longer exactly of length 1.
            own = np.sqrt(dot_products(held, np.arange(len(held)), np.arange(len(held))))
            one, two = places[:half], places[half:]
            result[chosen] = dot_products(held, one, two) / (own[one] * own[two])
        return np.clip(np.round(result, _DECIMALS), -1.0, 1.0)


def _pieces(count: int, size: int = 1 << 17) -> Iterator[slice]:
    for first in range(0, count, size):
        yield slice(first, min(first + size, count))


def _first_probe(cells: Cells, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every pair the number of cells searched before the one that finds it, from the better of its two sides."""
    ranks = []
    for one, two in ((left, right), (right, left)):
        same = cells.ranked[one] == cells.home[two][:, None]
        ranks.append(np.where(same.any(1), same.argmax(1), MOST_PROBES))
    return np.minimum(*ranks)


def _probes_needed(cells: Cells, left: NDArray[np.int64], right: NDArray[np.int64], recall: float) -> int:
    """The number of cells to search to find the wanted share of some pairs; the minimum if there are no pairs."""
    most = int(cells.ranked.shape[1])
    if not len(left):
        return min(FEWEST_PROBES, most)
    first = np.sort(_first_probe(cells, left, right))
    needed = int(first[min(len(first) - 1, int(np.ceil(recall * len(first))) - 1)]) + 1
    return max(min(needed, most), min(FEWEST_PROBES, most))
