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

from dataaudit.kernels.duplicates.nearest import (
    cosines,
    decide_keepers,
    keep_preferred,
    similar_pairs,
    update_nearest,
)
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
_MARGIN = 1e-3
"""How far below the threshold blocks look for pairs, since they add in another order than single pairs."""
_DECIDED = 2048
"""Vectors that are decided at a time, in order of preference."""
_TOLD = 1 << 14
"""Most pairs of a block of a sample that are looked at."""

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
        most: Most pairs of a vector with preferred ones. Where it has more, it is paired only with vectors that are
            kept: those without a similar vector that is kept, in order of preference.
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
    _partners: NDArray[np.int64] = field(init=False)
    _cut: NDArray[np.bool_] = field(init=False)
    _turn: NDArray[np.int64] = field(init=False)

    def run(self) -> Found:
        """Run the search."""
        count = len(self.vectors)
        self._nearest = np.full((count, self.neighbours), -1, np.int64)
        self._similarity = np.full((count, self.neighbours), -2, np.float32)
        self._partners = np.full((count, self.most), -1, np.int64)
        self._cut = np.zeros(count, np.bool_)
        self._turn = np.empty(count, np.int64)
        self._turn[self.preference] = np.arange(count)
        facts: dict[str, Any] = {"texts": count}
        cells = Cells.one(self.preference)
        probes = 1
        if count <= EXHAUSTIVE:
            for first in range(0, count, BLOCK):
                self._compare(np.arange(first, min(first + BLOCK, count)), self.preference)
                self.progress(min(first + BLOCK, count), count)
            facts |= {"cells": 1, "cells_probed": 1, "recall": 1.0, "recall_lowest": 1.0, "recall_pairs": None}
        else:
            cells = make_cells(self.vectors, self.preference)
            facts |= self._through_cells(cells)
            probes = facts["cells_probed"]
        self._verify(np.arange(count))
        keeper = self._keepers(cells, probes)
        listed = self._partners >= 0
        listed[self._cut] &= keeper[self._partners[self._cut]]  # a place that is -1 is not listed anyway
        one, place = np.nonzero(listed)
        two = self._partners[one, place]
        left, right = np.minimum(one, two), np.maximum(one, two)
        order = np.lexsort((right, left))
        left, right = left[order], right[order]
        facts |= {"pairs": len(left), "texts_with_more_pairs": int(self._cut.sum())}
        return Found(left, right, self._exact(left, right), self._nearest, self._similarity, facts)

    def _through_cells(self, cells: Cells) -> dict[str, Any]:
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
        """Compare vectors with others, and keep partners and nearest neighbours."""
        asked = self.vectors[queries].astype(np.float32)
        for first in range(0, len(members), BLOCK):
            some = members[first : first + BLOCK]
            similarity = asked @ self.vectors[some].astype(np.float32).T
            update_nearest(similarity, queries, some, self._nearest, self._similarity)
            keep_preferred(similarity, queries, some, self._least, self._turn, self._partners, self._cut)

    def _verify(self, vectors: NDArray[np.int64]) -> None:
        """Leave out partners of some vectors that are below the threshold by the digits that do not fit in a block."""
        held = self._partners[vectors]
        row, place = np.nonzero(held >= 0)
        left, right = vectors[row], held[row, place]
        false = self._exact(left, right) < np.maximum(self.thresholds[left], self.thresholds[right])
        held[row[false], place[false]] = -1
        # Those that remain move to the front.
        self._partners[vectors] = np.take_along_axis(held, np.argsort(held < 0, axis=1, kind="stable"), axis=1)

    def _keepers(self, cells: Cells, probes: int) -> NDArray[np.bool_]:
        """Whether each vector is kept: it has no similar vector among the preferred ones that are kept.

        A vector with more partners than are listed, none of which is kept, is compared with all kept ones in its cells.
        """
        keeper = np.zeros(len(self.vectors), np.bool_)
        for first in range(0, len(self.vectors), _DECIDED):
            block = self.preference[first : first + _DECIDED]
            listed = self._partners[block]
            known = ((listed >= 0) & keeper[listed]).any(axis=1)
            asking = np.flatnonzero(self._cut[block] & ~known)
            number = np.full(len(block), -1, np.int64)
            number[asking] = np.arange(len(asking))
            if len(asking):
                self._ask_keepers(block[asking], keeper, cells, probes)
            held = self.vectors[block].astype(np.float32)
            similarity = held[asking] @ held.T
            decide_keepers(block, number, similarity, held, self.thresholds, _MARGIN, self._partners, keeper)
        return keeper

    def _ask_keepers(self, asking: NDArray[np.int64], keeper: NDArray[np.bool_], cells: Cells, probes: int) -> None:
        """List kept vectors as partners, in place of others."""
        self._partners[asking] = -1
        nearest = cells.ranked[asking, :probes]
        flat = nearest.ravel()
        order = np.argsort(flat, kind="stable")
        present, starts = np.unique(flat[order], return_index=True)
        ends = np.append(starts[1:], len(order))
        for cell, start, end in zip(present.tolist(), starts.tolist(), ends.tolist(), strict=True):
            queries = asking[order[start:end] // nearest.shape[1]]
            members = cells.members(cell)
            members = members[keeper[members]][:LONGEST_BLOCK]
            if not len(members):
                continue
            asked = self.vectors[queries].astype(np.float32)
            for first in range(0, len(members), BLOCK):
                some = members[first : first + BLOCK]
                similarity = asked @ self.vectors[some].astype(np.float32).T
                keep_preferred(similarity, queries, some, self._least, self._turn, self._partners, self._cut)
        self._verify(asking)

    def _all_pairs(self, asked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All pairs of some vectors with any other vector."""
        lefts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        rights: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        held = self.vectors[asked].astype(np.float32)
        for first in range(0, len(self.vectors), BLOCK):
            some = np.arange(first, min(first + BLOCK, len(self.vectors)))
            similarity = held @ self.vectors[some].astype(np.float32).T
            left, right = similar_pairs(similarity, asked, some, self._least)
            if len(left) > _TOLD:  # where pairs are that many, a share of them says as much
                left, right = left[:: len(left) // _TOLD], right[:: len(right) // _TOLD]
            kept = self._exact(left, right) >= np.maximum(self.thresholds[left], self.thresholds[right])
            lefts.append(left[kept])
            rights.append(right[kept])
        return np.concatenate(lefts), np.concatenate(rights)

    @property
    def _least(self) -> NDArray[np.float32]:
        """Thresholds for blocks, lower by the margin."""
        return (self.thresholds - _MARGIN).astype(np.float32)

    def _exact(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Similarities of pairs, computed pair by pair."""
        result: NDArray[np.float64] = np.zeros(len(left), np.float64)
        for chosen in _pieces(len(left)):
            ends, places = np.unique(np.concatenate([left[chosen], right[chosen]]), return_inverse=True)
            half = len(left[chosen])
            result[chosen] = cosines(self.vectors[ends].astype(np.float32), places[:half], places[half:])
        return result


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
