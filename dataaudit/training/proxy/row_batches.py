"""Rows as batches that know their row ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from dataaudit.training.recipes.row_losses import IGNORED

_WINDOW = 8
"""Batches whose rows are sorted by length together."""


@dataclass(frozen=True, slots=True)
class EncodedRows:
    """Rows ready to be trained on.

    Attributes:
        row_ids: (rows,) uint64.
        tokens: Ids of every row.
        labels: (rows,) class indices, or None for a language model.
        padding: Id that fills rows up.
        sizes: (rows,) bytes of UTF-8 that the tokens of a row stand for; empty where nobody asks.
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
        """Tokens of all rows."""
        return sum(map(len, self.tokens))

    def batch(self, places: Sequence[int]) -> dict[str, Any]:
        """Some rows as a batch: ``input_ids``, ``attention_mask``, ``labels`` and ``row_ids``."""
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
    """Every row once, in batches of rows of like lengths.

    Rows are shuffled, sorted by length within a few batches so that little is padding, and these batches shuffled.

    Args:
        rows: The rows.
        size: Rows of a batch; the last may be shorter.
        seed: Of the order; None keeps that of the rows.
    """
    for places in batch_places(rows, size, seed):
        yield rows.batch(places)


def batch_places(rows: EncodedRows, size: int, seed: int | None) -> list[list[int]]:
    """Places of the rows of every batch."""
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
    """A loader for the finder and the probes: begun anew, it gives another order.

    Args:
        rows: The rows.
        size: Rows of a batch.
        seed: Of the first order.
    """

    def __init__(self, rows: EncodedRows, size: int, seed: int) -> None:
        self.rows, self.size, self.seed = rows, size, seed

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.seed += 1
        for batch in batches(self.rows, self.size, self.seed):
            yield {name: value for name, value in batch.items() if name != "row_ids"}
