"""The contract of a stage: the same object runs on one batch in a test, fused in a local stream, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SCRATCH = "_"
"""A signal whose name begins with this is for other stages only and does not appear in a run's result."""


class RowStage(Protocol):
    """Computes signals of a row from that row alone; frozen, picklable and pure."""

    @property
    def name(self) -> str:
        """The name under ``stages`` in a pipeline."""
        ...

    @property
    def schema(self) -> pa.Schema:
        """The columns that the stage adds."""
        ...

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Compute the added columns for a batch with ``row_id, file, position, split, label, text``.

        The batch also has the signals of the stages that ran before. A row whose text is null has null signals.
        """
        ...


class SignalStore(Protocol):
    """The rows and tables that a corpus stage reads and writes."""

    def signals(self, columns: list[str]) -> pa.Table:
        """Some signal columns of all rows, in row order."""
        ...

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        """Some signal columns of all rows, in row order, one part at a time."""
        ...

    def texts(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The texts of some rows (sorted ids), in row order, in pieces."""
        ...

    def turns(self, row_ids: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.uint64], pa.LargeStringArray]]:
        """The turns of some rows of instruction data (sorted ids), in row order, in pieces."""
        ...

    def values(
        self, column: str, row_ids: NDArray[np.uint64], kind: pa.DataType
    ) -> Iterator[tuple[NDArray[np.uint64], pa.Array]]:
        """An original column of some rows (sorted ids), cast to a type, in row order, in pieces.

        Raises:
            InputError: The column does not exist, or its values cannot be cast.
        """
        ...

    def write(self, name: str, table: pa.Table) -> None:
        """Write a table that later steps read by its name."""
        ...

    def read(self, name: str) -> pa.Table | None:
        """A table that an earlier stage wrote, or None if that stage does not run."""
        ...

    def scratch(self) -> Path:
        """A folder for temporary files of the stage."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Report the progress of the stage."""
        ...


class CorpusStage(Protocol):
    """Relates rows to each other; works on corpora whose texts do not fit in memory."""

    @property
    def name(self) -> str:
        """The name under ``stages`` in a pipeline."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Signal columns that the stage reads."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that the stage writes."""
        ...

    @property
    def added(self) -> pa.Schema:
        """Columns that the stage adds to the rows; it writes them, with ``row_id``, as the table ``added_table``."""
        ...

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """Run the stage; returns facts for the manifest."""
        ...


NOTHING_ADDED = pa.schema([])
"""The schema of a corpus stage that adds no columns to the rows."""


def added_table(stage: CorpusStage) -> str:
    """Name of the table with the columns that a corpus stage adds to the rows."""
    return f"{stage.name}_rows"
