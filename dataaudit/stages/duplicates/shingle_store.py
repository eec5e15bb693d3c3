"""The shingle sets of some texts, in memory where they fit and in a file that is mapped where they do not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.store.atomic import write_error

HELD_SHINGLES = 16 << 20
"""Shingles (of 8 bytes) that are held in memory; more are mapped from a file."""


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """Sets of shingles end to end.

    Attributes:
        sets: Sorted, distinct hashes, uint64.
        bounds: int64, one more than there are sets.
    """

    sets: NDArray[np.uint64]
    bounds: NDArray[np.int64]

    def similarities(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """The exact Jaccard similarity of some pairs of sets."""
        found: NDArray[np.float64] = jaccard_of_pairs(self.sets, self.bounds, left, right, 0.0)
        return found


@contextmanager
def stored_sets(
    store: SignalStore,
    row_ids: NDArray[np.uint64],
    sizes: NDArray[np.int64],
    more: pa.LargeStringArray,
    shingle: int,
    progress: Callable[[int], None],
) -> Iterator[ShingleSets]:
    """The sets of some rows, and behind them those of some other texts.

    Args:
        store: Source of the texts.
        row_ids: Their rows, ascending, uint64.
        sizes: How many distinct shingles each has, int64.
        more: Texts that are in no row.
        shingle: Tokens in a shingle.
        progress: Told how many rows are read.
    """
    others, other_bounds = shingle_sets(*text_shingles(more, shingle))
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate([sizes, np.diff(other_bounds)]))])
    total = int(bounds[-1])
    with tempfile.TemporaryDirectory(dir=store.scratch()) as folder:
        path = Path(folder) / "shingles"
        pieces: list[NDArray[np.uint64]] = []
        with path.open("wb") as file:
            read = 0
            for ids, texts in store.texts(row_ids):
                some, _ = shingle_sets(*text_shingles(texts, shingle))
                if total <= HELD_SHINGLES:
                    pieces.append(some)
                else:
                    _append(file, some)
                read += len(ids)
                progress(read)
            if total > HELD_SHINGLES:
                _append(file, others)
        if total <= HELD_SHINGLES:
            sets = np.concatenate([*pieces, others])
        else:
            # Not read-only: for numba that is another type, which it would compile all kernels for.
            sets = np.asarray(np.memmap(path, np.uint64, "r+"))
        yield ShingleSets(sets, bounds)


def _append(file: BinaryIO, sets: NDArray[np.uint64]) -> None:
    """Write sets to a file: into a mapped one, a full disk would end the process."""
    try:
        file.write(sets.data)
        file.flush()
    except OSError as error:
        raise write_error(Path(file.name), error) from error
