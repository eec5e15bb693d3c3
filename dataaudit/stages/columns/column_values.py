"""Digests of the values of columns that are not read."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from dataaudit.sources.corpus import WATCHED

HELD = "_column:"
"""Before the name of a column among the signals that only stages see."""


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """Row stage ``columns``: hands the digests of values on, which the profile of columns is made of.

    Attributes:
        columns: Names.
        name: ``columns``.
    """

    columns: tuple[str, ...]
    name: str = "columns"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([(HELD + column, pa.uint64()) for column in self.columns])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        return pa.RecordBatch.from_arrays([batch.column(WATCHED + name) for name in self.columns], schema=self.schema)
