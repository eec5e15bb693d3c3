"""Signals on disk, as corpus stages and judging read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import SCRATCH
from dataaudit.store.run_directory import WORK, RunDirectory, read_parts, read_table

SIGNALS = f"{WORK}/signals"
TABLES = f"{WORK}/tables"


class StoredSignals:
    """A ``SignalStore`` over the signal parts of a run."""

    def __init__(self, directory: RunDirectory, corpus: Corpus, stage: str) -> None:
        self._directory = directory
        self._corpus = corpus
        self._stage = stage

    def signals(self, columns: list[str]) -> pa.Table:
        """See ``SignalStore``."""
        return pa.concat_tables(read_parts(self._directory.path, SIGNALS, columns)).combine_chunks()

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        """See ``SignalStore``."""
        return read_parts(self._directory.path, SIGNALS, columns)

    def texts(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """See ``SignalStore``."""
        return self._corpus.texts(row_ids)

    def write(self, name: str, table: pa.Table) -> None:
        """See ``SignalStore``."""
        self._directory.write_work(f"tables/{name}.parquet", table)

    def scratch(self) -> Path:
        """See ``SignalStore``."""
        folder = self._directory.work_path("scratch")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def progress(self, done: int, total: int) -> None:
        """See ``SignalStore``."""
        self._directory.log.emit("progress", stage=self._stage, done=done, total=total)


def work_table(folder: Path, name: str) -> pa.Table:
    """A table that a corpus stage wrote."""
    return read_table(folder / TABLES / f"{name}.parquet")


class SignalParts:
    """Signal parts in row order, without scratch columns; called with the columns wanted, or None for all.

    Args:
        folder: The run's folder.
        kind: Which parts.
        later: A table of ``row_id`` and one more signal that a corpus stage made; 0 for rows that it does not name.
    """

    def __init__(self, folder: Path, kind: str = SIGNALS, later: pa.Table | None = None) -> None:
        self._folder = folder
        self._kind = kind
        self._later = pl.DataFrame(later) if later is not None else None

    def __call__(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The parts."""
        for path in self._paths():
            chosen = list(columns) if columns is not None else self.names()
            added = self._added()
            stored = [name for name in chosen if name not in added]
            if len(stored) == len(chosen):
                yield pl.DataFrame(read_table(path, stored))
                continue
            part = pl.DataFrame(read_table(path, list(dict.fromkeys([*stored, "row_id"]))))
            joined = (
                part.join(self._later, on="row_id", how="left", maintain_order="left")
                if self._later is not None
                else part
            )
            yield joined.with_columns(pl.col(added).fill_null(0.0)).select(chosen)

    def names(self) -> list[str]:
        """The columns that are read when none are named."""
        return [*self.columns_of(pq.read_schema(self._paths()[0]).names), *self._added()]

    def _added(self) -> list[str]:
        return [] if self._later is None else [name for name in self._later.columns if name != "row_id"]

    def _paths(self) -> list[Path]:
        return sorted((self._folder / self._kind).glob("part-*.parquet"))

    def columns_of(self, names: list[str]) -> list[str]:
        """Which of a part's columns are read when none are named."""
        return [name for name in names if not name.startswith(SCRATCH)]
