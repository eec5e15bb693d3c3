"""Builds batches that keep their row ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from dataaudit.training.recipes.row_losses import IGNORED

_WINDOW = 8
"""Batches per window in which rows are sorted by length."""


@dataclass(frozen=True, slots=True)
class EncodedRows:
    """Tokenised rows.

    Attributes:
        row_ids: (rows,) uint64.
        tokens: Token ids of every row.
        labels: (rows,) class indices, or None for a language model.
        padding: Id of the padding token.
        sizes: (rows,) UTF-8 bytes that the tokens of a row cover; empty if not needed.
    """

    row_ids: np.ndarray[Any, np.dtype[np.uint64]]
    tokens: Sequence[Sequence[int]]
    labels: np.ndarray[Any, np.dtype[np.int64]] | None
    padding: int
    sizes: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def count(self) -> int:
        """Number of tokens in all rows."""
        return sum(map(len, self.tokens))

    def batch(self, places: Sequence[int]) -> dict[str, Any]:
        """Return some rows as a batch: ``input_ids``, ``attention_mask``, ``labels`` and ``row_ids``."""
        longest = max(len(self.tokens[place]) for place in places)
        ids = np.full((len(places), longest), self.padding, np.int64)
        mask = np.zeros((len(places), longest), np.int64)
        for row, place in enumerate(places):
            own = self.tokens[place]
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        targets = np.where(mask, ids, IGNORED) if self.labels is None else self.labels[list(places)]
        return {
            "input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask),
            "labels": torch.from_numpy(targets), "row_ids": self.row_ids[list(places)],
        }  # fmt: skip


def batches(rows: EncodedRows, size: int, seed: int | None) -> Iterator[dict[str, Any]]:
    """Yield every row once, in batches of similar lengths.

    Rows are shuffled, sorted by length within windows of a few batches to reduce padding, and the batches shuffled.

    Args:
        rows: The rows.
        size: Rows per batch; the last may be shorter.
        seed: Seed of the order; None keeps the row order.
    """
    for places in batch_places(rows, size, seed):
        yield rows.batch(places)


def batch_places(rows: EncodedRows, size: int, seed: int | None) -> list[list[int]]:
    """Return the row indices of every batch."""
    order = np.arange(len(rows))
    random = np.random.default_rng(seed)
    if seed is not None:
        random.shuffle(order)
    made: list[list[int]] = []
    for low in range(0, len(order), size * _WINDOW):
        window = sorted(order[low : low + size * _WINDOW].tolist(), key=lambda place: len(rows.tokens[place]))
        made += [window[first : first + size] for first in range(0, len(window), size)]
    if seed is not None:
        random.shuffle(made)
    return made


class Epochs:
    """A loader for the finder and the probes that gives another order at every restart.

    Args:
        rows: The rows.
        size: Rows per batch.
        seed: Seed of the first order.
    """

    def __init__(self, rows: EncodedRows, size: int, seed: int) -> None:
        self.rows, self.size, self.seed = rows, size, seed

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.seed += 1
        for batch in batches(self.rows, self.size, self.seed):
            yield {name: value for name, value in batch.items() if name != "row_ids"}
