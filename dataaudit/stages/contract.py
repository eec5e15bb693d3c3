"""What a stage is. The same object runs on one batch in a test, fused in a local stream, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SCRATCH = "_"
"""A signal whose name begins with this is for other stages only, and no part of a run's result."""


class RowStage(Protocol):
    """Computes signals of one row from that row alone: frozen, picklable, pure."""

    @property
    def name(self) -> str:
        """Name, as under ``stages`` in a pipeline."""
        ...

    @property
    def schema(self) -> pa.Schema:
        """The columns that it adds."""
        ...

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The added columns for a batch of ``row_id, file, position, split, label, text``, row by row.

        The batch holds the signals of the stages that ran before as well.

        A row whose text is null has null signals.
        """
        ...


class SignalStore(Protocol):
    """What a corpus stage reads and writes."""

    def signals(self, columns: list[str]) -> pa.Table:
        """Some signal columns of all rows, in row order."""
        ...

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        """Some signal columns of all rows, in row order, a part at a time."""
        ...

    def texts(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The texts of some rows (sorted ids), in row order, in pieces."""
        ...

    def turns(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The turns of some rows of instruction data, as ``texts`` gives texts."""
        ...

    def values(
        self, column: str, row_ids: NDArray[np.uint64], kind: pa.DataType
    ) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        """An original column of some rows (sorted ids) as values of a type, in row order, in pieces.

        Raises:
            InputError: There is no such column, or its values are none of that type.
        """
        ...

    def write(self, name: str, table: pa.Table) -> None:
        """Write a table that later steps read by its name."""
        ...

    def read(self, name: str) -> pa.Table | None:
        """A table that an earlier stage wrote, None where that stage does not run."""
        ...

    def scratch(self) -> Path:
        """A folder for files that only the stage itself needs."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Tell how far the stage is."""
        ...


class CorpusStage(Protocol):
    """Relates rows to each other; works on more rows than memory holds texts of."""

    @property
    def name(self) -> str:
        """Name, as under ``stages`` in a pipeline."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Signal columns that it reads."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that it writes."""
        ...

    @property
    def added(self) -> pa.Schema:
        """Columns that it adds to the rows: it writes them, with ``row_id``, as the table ``added_table`` names."""
        ...

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """Do the work; returns facts for the manifest."""
        ...


NOTHING_ADDED = pa.schema([])
"""What most corpus stages add to the rows."""


def added_table(stage: CorpusStage) -> str:
    """Name of the table of the columns that a corpus stage adds to the rows."""
    return f"{stage.name}_rows"
