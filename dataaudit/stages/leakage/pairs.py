"""Pairs of a row and an item, tier by tier; of several tiers the strongest counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TIERS = ("exact", "normalised", "ngram", "minhash", "embedding")
"""The tiers of evidence, the strongest first."""

NOWHERE = np.float64("nan")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row that holds an item.

    Attributes:
        row: Row id.
        item: Number of the item.
        tier: One of ``TIERS``.
        score: Similarity or coverage, 0 to 1.
        question: Coverage of the question, NaN where it was not measured.
        answer: Coverage of the answer, likewise.
        first: First token of the match in the row, -1 for the whole row.
        last: One past its last token.
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
    """The strongest evidence for every row and item."""

    held: dict[tuple[int, int], Pair] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        """Take in a pair; a weaker tier than the one that is known adds nothing."""
        known = self.held.get((pair.row, pair.item))
        if known is None or (TIERS.index(pair.tier), -pair.score) < (TIERS.index(known.tier), -known.score):
            self.held[pair.row, pair.item] = pair

    def ordered(self) -> Iterator[Pair]:
        """The pairs by row, then the strongest first."""
        yield from sorted(
            self.held.values(), key=lambda pair: (pair.row, TIERS.index(pair.tier), -pair.score, pair.item)
        )


def equal_pairs(rows: NDArray[np.generic], items: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of rows and items with equal values, all pairs.

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
