"""COL003 constant-column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.columns.column_finding import ColumnFinding, ColumnOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantColumnOptions(ColumnOptions):
    """Options of constant-column."""

    __pydantic_config__ = SECTION

    min_rows: Annotated[int, Field(ge=1)] = 20
    """Fewest rows to judge."""


class ConstantColumn(ColumnFinding[ConstantColumnOptions]):
    """A column has the same value in every row.

    What it finds:
        Columns without empty values of which there is one value only.

    Why it matters:
        Such a column says nothing about a row; a filter on it keeps all or nothing, and a default that replaced real
        values looks like this.

    How it decides:
        One distinct value in at least min_rows (20) rows, none of them empty (columns.parquet).

    Example:
        "license": "mit" in all 10,000 rows

    What to do:
        Nothing, if it is what you expect: name it in findings.constant-column.ignore.

    Known false alarms:
        Names of the source or the licence, which are meant to be the same.

    Source:
        common practice of data validation
    """

    code = "COL003"
    name = "constant-column"
    severity = "info"
    message = "some columns have the same value in every row: {columns} rows by column"
    options_class = ConstantColumnOptions

    def condition(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return (pl.col("distinct") == 1) & (pl.col("missing") == 0) & (pl.col("rows") >= self.options.min_rows)

    def concerned(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return pl.col("rows")
