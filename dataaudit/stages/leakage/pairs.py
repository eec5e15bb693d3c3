"""Pairs of a row and an item by tier; the strongest tier of a pair counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TIERS = ("exact", "normalised", "ngram", "minhash", "embedding")
"""The tiers of evidence, strongest first."""

NOWHERE = np.float64("nan")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row that contains an item.

    Attributes:
        row: Row id.
        item: Number of the item.
        tier: One of ``TIERS``.
        score: Similarity or coverage, 0 to 1.
        question: Coverage of the question, NaN if not measured.
        answer: Coverage of the answer, NaN if not measured.
        first: First token of the match in the row, -1 for the whole row.
        last: One past its last token, -1 for the whole row.
    """

    row: int
    item: int
    tier: str
    score: float
    question: float = NOWHERE
    answer: float = NOWHERE
    first: int = -1
    last: int = -1


@dataclass(slots=True)
class Pairs:
    """The strongest evidence for every pair of row and item."""

    held: dict[tuple[int, int], Pair] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        """Add a pair; it is ignored if stronger evidence for it is known."""
        known = self.held.get((pair.row, pair.item))
        if known is None or (TIERS.index(pair.tier), -pair.score) < (TIERS.index(known.tier), -known.score):
            self.held[pair.row, pair.item] = pair

    def ordered(self) -> Iterator[Pair]:
        """The pairs by row, the strongest first within a row."""
        yield from sorted(
            self.held.values(), key=lambda pair: (pair.row, TIERS.index(pair.tier), -pair.score, pair.item)
        )


def equal_pairs(rows: NDArray[np.generic], items: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of places at which a row and an item have equal values.

    Args:
        rows: Values of rows.
        items: Values of items.

    Examples:
        >>> [places.tolist() for places in equal_pairs(np.array([5, 7, 5]), np.array([5, 9]))]
        [[0, 2], [0, 0]]
    """
    order = np.argsort(rows, kind="stable")
    low = np.searchsorted(rows[order], items, "left")
    high = np.searchsorted(rows[order], items, "right")
    counts = high - low
    item = np.repeat(np.arange(len(items)), counts)
    offset = np.arange(len(item)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(low, counts) + offset], item
