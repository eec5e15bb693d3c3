"""Signals on disk, as corpus stages and judging read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.sources.corpus import Corpus
from dataaudit.stages.contract import SCRATCH
from dataaudit.store.atomic import write_table
from dataaudit.store.parts import part_columns, part_paths, read_parts, read_table
from dataaudit.store.run_directory import WORK

SIGNALS = f"{WORK}/signals"
TABLES = f"{WORK}/tables"


class StoredSignals:
    """A ``SignalStore`` over the signal parts of a run."""

    def __init__(
        self,
        folder: Path,
        corpus: Corpus,
        stage: str,
        readable: Collection[str] = (),
        told: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Over a run's folder.

        Args:
            folder: The folder.
            corpus: The rows.
            stage: Names the folder of temporary files.
            readable: Tables that earlier stages of the run have written.
            told: Called with what is done and what there is to do.
        """
        self._folder = folder
        self._corpus = corpus
        self._stage = stage
        self._readable = readable
        self._told = told

    def signals(self, columns: list[str]) -> pa.Table:
        """See ``SignalStore``."""
        return pa.concat_tables(read_parts(self._folder, SIGNALS, columns)).combine_chunks()

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        """See ``SignalStore``."""
        return read_parts(self._folder, SIGNALS, columns)

    def texts(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """See ``SignalStore``."""
        return self._corpus.texts(row_ids)

    def turns(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """See ``SignalStore``."""
        return self._corpus.turns(row_ids)

    def values(
        self, column: str, row_ids: NDArray[np.uint64], kind: pa.DataType
    ) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        """See ``SignalStore``."""
        return self._corpus.values(column, row_ids, kind)

    def read(self, name: str) -> pa.Table | None:
        """See ``SignalStore``."""
        return work_table(self._folder, name) if name in self._readable else None

    def write(self, name: str, table: pa.Table) -> None:
        """See ``SignalStore``."""
        write_table(self._folder / TABLES / f"{name}.parquet", table)

    def scratch(self) -> Path:
        """See ``SignalStore``."""
        folder = self._folder / WORK / "scratch" / self._stage
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def progress(self, done: int, total: int) -> None:
        """See ``SignalStore``."""
        self._told(done, total)


def work_table(folder: Path, name: str) -> pa.Table:
    """A table that a corpus stage wrote."""
    return read_table(folder / TABLES / f"{name}.parquet")


class SignalParts:
    """Signal parts in row order, without scratch columns; called with the columns wanted, or None for all.

    Args:
        folder: The run's folder.
        kind: Which parts.
        later: Tables of ``row_id`` (ascending) and more signals that corpus stages made; null for rows that a table
            does not name.
    """

    def __init__(self, folder: Path, kind: str = SIGNALS, later: Sequence[pa.Table] = ()) -> None:
        self._folder = folder
        self._kind = kind
        self._later = [(table.column("row_id").to_numpy(), table.drop_columns(["row_id"])) for table in later]

    def __call__(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The parts."""
        for path in part_paths(self._folder, self._kind):
            chosen = list(columns) if columns is not None else self.names()
            added = self._added()
            stored = [name for name in chosen if name not in added]
            if len(stored) == len(chosen):
                yield pl.DataFrame(read_table(path, stored))
                continue
            part = read_table(path, list(dict.fromkeys([*stored, "row_id"])))
            for name, column in self._columns(part.column("row_id").to_numpy(), set(chosen)):
                part = part.append_column(name, column)
            yield pl.DataFrame(part.select(chosen))

    def _columns(self, row_ids: NDArray[np.uint64], wanted: set[str]) -> Iterator[tuple[str, pa.Array]]:
        """The later signals of a part's rows."""
        if not len(row_ids):
            yield from (
                (name, pa.nulls(0, table.schema.field(name).type))
                for _, table in self._later
                for name in table.column_names
                if name in wanted
            )
            return
        for ids, table in self._later:
            names = [name for name in table.column_names if name in wanted]
            if not names:
                continue
            first = int(np.searchsorted(ids, row_ids[0]))
            last = int(np.searchsorted(ids, row_ids[-1], "right"))
            own, some = ids[first:last], table.slice(first, last - first)
            places = np.searchsorted(own, row_ids)
            there = np.zeros(len(row_ids), np.bool_)
            inside = places < len(own)
            there[inside] = own[places[inside]] == row_ids[inside]
            chosen = pa.array(places, pa.int64(), mask=~there)
            yield from ((name, some.column(name).take(chosen)) for name in names)

    def names(self) -> list[str]:
        """The columns that are read when none are named."""
        return [*self.columns_of(part_columns(self._folder, self._kind)), *self._added()]

    def _added(self) -> list[str]:
        return [name for _, table in self._later for name in table.column_names]

    def columns_of(self, names: list[str]) -> list[str]:
        """Which of a part's columns are read when none are named."""
        return [name for name in names if not name.startswith(SCRATCH)]
