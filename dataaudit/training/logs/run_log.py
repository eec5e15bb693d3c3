"""What every reader gives: the curves of a run by split and metric, and what is odd about its log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

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
"""Columns of the table of curves, one row a point.

``place`` is the record's place in the log; ``superseded`` points were logged again later, by a resumed run or a second
record of the step: curves are without them, and what went wrong before a run was resumed is told by them.
"""

NOTES = {"kind": pl.String, "count": pl.Int64, "first": pl.Float64, "text": pl.String}
"""Columns of the table of notes about a log: ``resumed``, ``repeated``, ``unordered``, ``gap``, ``unreadable``, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRun:
    """A run as a format's reader found it.

    Attributes:
        name: Of the run.
        frame: One row a record in the order of the file, one column a number that the log holds.
        step: Column that holds the step, or None.
        unit: What that column counts.
        roles: Split and metric of columns that the format itself tells.
        unreadable: Lines that looked like records and could not be read, and the first of them.
        columns: Roles, named by the user, that go before all others.
    """

    name: str
    frame: pl.DataFrame
    step: str | None
    unit: Unit = "step"
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    unreadable: tuple[int, int] = (0, 0)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLog:
    """One run's log.

    Attributes:
        name: Of the run.
        format: The format it was read as.
        unit: What its steps count.
        curves: ``CURVES``.
        notes: ``NOTES``.
        columns: How the log's columns were understood: column to ``split/metric``.
        unused: Columns of numbers that stand for nothing known.
    """

    name: str
    format: str
    unit: Unit
    curves: pl.DataFrame
    notes: pl.DataFrame
    columns: dict[str, str]
    unused: tuple[str, ...] = ()
