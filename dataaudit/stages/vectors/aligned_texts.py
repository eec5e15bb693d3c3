"""Texts and vectors of some rows, in aligned pieces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore
from dataaudit.stages.vectors.embeddings import column_vectors
from dataaudit.stages.vectors.result_schemas import VECTOR

Piece = tuple[pa.LargeStringArray, NDArray[np.float32] | None]
_PIECE = 8192


def texts_and_vectors(
    store: SignalStore, row_ids: NDArray[np.uint64], places: NDArray[np.int64], *, vectors: bool
) -> Iterator[Piece]:
    """Texts of some rows and, if the run has any, their vectors (zeros for a row without one).

    Args:
        store: Source of both.
        row_ids: Row ids, ascending, uint64.
        places: Places of these rows among all rows, int64.
        vectors: Whether the run has vectors.
    """
    held = _vectors(store, places) if vectors else None
    buffer = np.zeros((0, 0), np.float32)
    for _, texts in store.texts(row_ids):
        for first in range(0, len(texts), _PIECE):
            some = texts.slice(first, _PIECE)
            if held is None:
                yield some, None
                continue
            while len(buffer) < len(some):
                more = next(held)
                buffer = np.concatenate([buffer, more]) if len(buffer) else more
            yield some, buffer[: len(some)]
            buffer = buffer[len(some) :]


def _vectors(store: SignalStore, places: NDArray[np.int64]) -> Iterator[NDArray[np.float32]]:
    before = 0
    for part in store.batches([VECTOR]):
        values, there = column_vectors(part.column(VECTOR))
        begin, end = np.searchsorted(places, [before, before + len(values)])
        chosen = places[begin:end] - before
        before += len(values)
        if len(chosen):
            yield np.where(there[chosen, None], values[chosen], np.float16(0)).astype(np.float32)
