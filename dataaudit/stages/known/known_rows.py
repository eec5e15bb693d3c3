"""Looks rows up among the rows of earlier runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.store.manifest import read_manifest
from dataaudit.store.parts import part_columns, read_parts

HASH, KNOWN = "hash_row", "known_in"


@dataclass(frozen=True, slots=True)
class KnownRows:
    """Row stage ``known``: ``known_in`` names the first of some runs that holds the row; null where none does.

    Attributes:
        runs: Folders of the runs, as the user names them, and the key of the result that each holds.
        name: ``known``.
    """

    runs: tuple[tuple[str, str], ...]
    name: str = "known"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([(KNOWN, pa.string())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        column = batch.column(HASH)
        high, low = hex_halves(*text_buffers(column.cast(pa.large_string())))
        place = np.full(len(batch), -1, np.int64)
        there = column.is_valid().to_numpy(zero_copy_only=False)
        for number, run in enumerate(self.runs):
            place[there & (place < 0) & _among(high, low, *_hashes(*run))] = number
        names = pa.array([name for name, _ in self.runs], pa.string()).take(pa.array(place, mask=place < 0))
        return pa.RecordBatch.from_arrays([names], schema=self.schema)


def known_run(name: str) -> tuple[str, str]:
    """The folder of a run that rows are looked up in, and the key of its result.

    Raises:
        ConfigurationError: The folder is not a finished run, or its rows have no hashes.
    """
    folder = Path(name)
    manifest = read_manifest(folder)
    if manifest is None or HASH not in part_columns(folder, "rows"):
        message = f"stages.known.runs: {folder} is not a finished run with rows; name the folder that --out has written"
        raise ConfigurationError(message)
    return name, manifest.run_key


@cache
def _hashes(name: str, run_key: str) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The distinct hashes of a run's rows, as halves, sorted; ``run_key`` tells its results apart."""
    pairs = [np.zeros((0, 2), np.uint64)]
    for part in read_parts(Path(name), "rows", [HASH]):
        column = part.column(HASH).drop_null().combine_chunks().cast(pa.large_string())
        pairs.append(np.stack(hex_halves(*text_buffers(column)), axis=1))
    both = np.unique(np.concatenate(pairs), axis=0)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def _among(
    high: NDArray[np.uint64], low: NDArray[np.uint64], highs: NDArray[np.uint64], lows: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    """Which pairs are among sorted ones."""
    first, last = np.searchsorted(highs, high, "left"), np.searchsorted(highs, high, "right")
    found = np.zeros(len(high), np.bool_)
    step = 0
    while (open_ := ~found & (first + step < last)).any():  # hashes that share a half are next to each other
        rows = np.flatnonzero(open_)
        found[rows] = lows[first[rows] + step] == low[rows]
        step += 1
    return found
