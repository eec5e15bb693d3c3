"""Digests of the values of columns that are not read."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from dataaudit.sources.corpus import FOLDED, WATCHED

HELD, SPELLED = "_column:", "_folded:"
"""Before the name of a column among the signals that only stages see: its values, and their letters and digits."""


TEXT = "_column_text"
"""Digest of a row's text."""


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """Row stage ``columns``: hands the digests of values on, which the profile of columns is made of.

    Attributes:
        columns: Names.
        words: Those that hold words.
        name: ``columns``.
    """

    columns: tuple[str, ...]
    words: tuple[str, ...]
    name: str = "columns"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        names = [*(HELD + column for column in self.columns), *(SPELLED + column for column in self.words)]
        return pa.schema([(name, pa.uint64()) for name in (*names, TEXT)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        names = [*(WATCHED + column for column in self.columns), *(FOLDED + column for column in self.words)]
        texts = pl.Series(batch.column("text")).hash().to_arrow()
        return pa.RecordBatch.from_arrays([*(batch.column(name) for name in names), texts], schema=self.schema)
