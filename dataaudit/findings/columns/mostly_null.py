"""COL002 mostly-null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.columns.column_finding import ColumnFinding, ColumnOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MostlyNullOptions(ColumnOptions):
    """Options of mostly-null."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """Largest share of empty values in the split that has the fewest."""
    min_rows: Annotated[int, Field(ge=1)] = 20
    """Fewest rows to judge."""


class MostlyNull(ColumnFinding[MostlyNullOptions]):
    """A column is mostly empty.

    What it finds:
        Columns that hold nothing in most rows of every split.

    Why it matters:
        A column that was lost in an export looks like this, and code that relies on it works on a fraction of the rows.

    How it decides:
        In every split more than max_share (0.5) of the rows have a null or an empty text (columns.parquet,
        least_missing_share), and there are at least min_rows (20) rows.

    Example:
        1,000 rows, in 970 of which "note" is null

    What to do:
        Compare with the source of the data; leave the column out where it was always so.

    Known false alarms:
        Remarks that only a few rows need.

    Source:
        common practice of data validation (completeness)
    """

    code = "COL002"
    name = "mostly-null"
    severity = "info"
    message = "some columns are mostly empty: {columns} rows by column"
    options_class = MostlyNullOptions

    def condition(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return (pl.col("least_missing_share") > self.options.max_share) & (pl.col("rows") >= self.options.min_rows)

    def concerned(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return pl.col("missing")
