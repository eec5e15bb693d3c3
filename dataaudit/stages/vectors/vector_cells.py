"""Cells of similar vectors, so that a vector need not be compared with all others.

Source: spherical k-means (Dhillon and Modha 2001); inverted lists with several probes (Jégou et al. 2011); SemDeDup
(Abbas et al. 2023) compares inside k-means cells, and with one probe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.vectors.encoders import unit

MOST_PROBES = 32
"""Most cells, of those nearest to a vector, that are searched."""
MEMBERS = 1000
"""Vectors per cell, on average."""
BLOCK = 4096
"""Vectors per block of a matrix product."""
_SAMPLE, _ROUNDS = 48, 8
"""Sampled vectors per cell, and rounds, of k-means."""
_CROWDED = 12
"""A cell with more than this many times the average is split."""
_SPLITS = 3
"""Most rounds of splitting."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A division of vectors into cells.

    Attributes:
        home: Cell of every vector, int64.
        ranked: Cells nearest to every vector, nearest (its home) first, int32, shape (vectors, probes).
        order: Vectors by cell, in order of preference within each, int64.
        bounds: int64; the vectors of cell ``c`` are ``order[bounds[c]:bounds[c + 1]]``.
    """

    home: NDArray[np.int64]
    ranked: NDArray[np.int32]
    order: NDArray[np.int64]
    bounds: NDArray[np.int64]

    @classmethod
    def one(cls, preference: NDArray[np.int64]) -> Cells:
        """All vectors in one cell.

        Args:
            preference: Vector numbers in order of preference, int64.
        """
        count = len(preference)
        home = np.zeros(count, np.int64)
        return cls(home, home.astype(np.int32)[:, None], preference, np.array([0, count]))

    @property
    def count(self) -> int:
        """Number of cells."""
        return len(self.bounds) - 1

    def members(self, cell: int) -> NDArray[np.int64]:
        """The vectors of a cell."""
        return self.order[self.bounds[cell] : self.bounds[cell + 1]]

    def queries(self, probes: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Every cell, and the vectors that have it among their nearest ``probes``."""
        flat = self.ranked[:, :probes].ravel()
        order = np.argsort(flat, kind="stable")
        bounds = np.searchsorted(flat[order], np.arange(self.count + 1))
        for cell in range(self.count):
            yield cell, order[bounds[cell] : bounds[cell + 1]] // probes


def make_cells(vectors: NDArray[np.float16], preference: NDArray[np.int64]) -> Cells:
    """Divide vectors into cells of about ``MEMBERS`` vectors each.

    Args:
        vectors: float16, of length 1, shape (vectors, dimensions); may be on disk.
        preference: Vector numbers in order of preference, int64; the same vectors give the same cells in any order.
    """
    wanted = max(2, len(vectors) // MEMBERS)
    chosen = preference[:: max(1, len(vectors) // (wanted * _SAMPLE))]
    centres = k_means(vectors[chosen].astype(np.float32), wanted)
    for attempt in range(_SPLITS + 1):
        ranked = _nearest_centres(vectors, centres)
        sizes = np.bincount(ranked[:, 0], minlength=len(centres))
        crowded = np.flatnonzero(sizes > _CROWDED * MEMBERS)
        if attempt == _SPLITS or not len(crowded):
            break
        split = [
            k_means(vectors[preference[ranked[preference, 0] == cell]].astype(np.float32), int(sizes[cell]) // MEMBERS)
            for cell in crowded.tolist()
        ]
        centres = np.concatenate([np.delete(centres, crowded, axis=0), *split])
    turn = np.empty(len(vectors), np.int64)
    turn[preference] = np.arange(len(vectors))
    home = ranked[:, 0].astype(np.int64)
    order = np.lexsort((turn, home))
    bounds = np.searchsorted(home[order], np.arange(len(centres) + 1))
    return Cells(home, ranked, order, bounds)


def k_means(vectors: NDArray[np.float32], wanted: int, rounds: int = _ROUNDS) -> NDArray[np.float32]:
    """Centres of vectors by spherical k-means: float32, of length 1, shape (centres, dimensions).

    Args:
        vectors: float32, of length 1, shape (vectors, dimensions), at least one.
        wanted: Number of centres; fewer are returned if some attract no vector.
        rounds: Number of rounds.
    """
    wanted = min(wanted, len(vectors))
    centres = np.array(vectors[np.linspace(0, len(vectors) - 1, wanted).astype(np.int64)])
    for _ in range(rounds):
        nearest = np.concatenate(
            [np.argmax(vectors[first : first + BLOCK] @ centres.T, axis=1) for first in range(0, len(vectors), BLOCK)]
        )
        order = np.argsort(nearest, kind="stable")
        present, starts = np.unique(nearest[order], return_index=True)
        centres[present] = unit(np.add.reduceat(vectors[order], starts, axis=0))
    return centres[present] if rounds else centres


def _nearest_centres(vectors: NDArray[np.float16], centres: NDArray[np.float32]) -> NDArray[np.int32]:
    """The cells nearest to every vector, nearest first."""
    probes = min(MOST_PROBES, len(centres))
    ranked = np.empty((len(vectors), probes), np.int32)
    for first in range(0, len(vectors), BLOCK):
        block = vectors[first : first + BLOCK].astype(np.float32) @ centres.T
        some = (
            np.argpartition(-block, probes - 1, axis=1)[:, :probes]
            if probes < len(centres)
            else np.tile(np.arange(probes), (len(block), 1))
        )
        by_similarity = np.argsort(-np.take_along_axis(block, some, 1), axis=1, kind="stable")
        ranked[first : first + BLOCK] = np.take_along_axis(some, by_similarity, 1)
    return ranked
