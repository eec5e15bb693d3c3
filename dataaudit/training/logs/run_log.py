"""The result of every reader: the curves of a run by split and metric, and notes about its log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from dataaudit.training.logs.numeric_lines import NumericLines

Unit = Literal["step", "epoch", "row"]

CURVES = {
    "split": pl.String,
    "metric": pl.String,
    "column": pl.String,
    "step": pl.Float64,
    "value": pl.Float64,
    "place": pl.Int64,
    "superseded": pl.Boolean,
}
"""Columns of the curve table, one row per point.

``place`` is the record's position in the log. ``superseded`` points were logged again later, by a resumed run or in a
second record of the step: curves leave them out, and findings use them to see what went wrong before a run resumed.
"""

NOTES = {"kind": pl.String, "count": pl.Int64, "first": pl.Float64, "text": pl.String}
"""Columns of the notes about a log: ``resumed``, ``repeated``, ``unordered``, ``gap``, ``unreadable``, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRun:
    """A run as read from its format.

    Attributes:
        name: Of the run.
        frame: One row per record in file order, one column per number in the log.
        step: Column with the step, or None.
        unit: What that column counts.
        roles: Split and metric of columns that the format defines.
        unreadable: Number of unreadable lines that looked like records, and the first of them.
        lines: The lines with decimal numbers, of a text that is read line by line.
        columns: Roles assigned by the user, which override all others.
        left_out: Files of the same folder in which nothing is trained.
    """

    name: str
    frame: pl.DataFrame
    step: str | None
    unit: Unit = "step"
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    unreadable: tuple[int, int] = (0, 0)
    lines: NumericLines = field(default_factory=NumericLines)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLog:
    """One run's log.

    Attributes:
        name: Of the run.
        format: The format it was read as.
        unit: What its steps count.
        curves: ``CURVES``.
        notes: ``NOTES``.
        columns: How the columns were understood: column to ``split/metric``.
        unused: Numeric columns without a known meaning.
    """

    name: str
    format: str
    unit: Unit
    curves: pl.DataFrame
    notes: pl.DataFrame
    columns: dict[str, str]
    unused: tuple[str, ...] = ()
