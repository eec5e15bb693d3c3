"""Measurements of the probes and the monitor, as findings read them: a table of probe, measure, value and where."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts


def measure(facts: Facts, probe: str, name: str) -> float | None:
    """Return the number that a probe measured, the largest of several, or None if the probe did not run."""
    rows = _rows(facts, probe, name)
    values = rows["value"].drop_nulls()
    return float(values.max()) if len(values) else None  # type: ignore[arg-type]


def where_of(facts: Facts, probe: str, name: str) -> str:
    """Return where a probe measured a number, such as a module or parameters; empty if it names no place."""
    rows = _rows(facts, probe, name)
    return str(rows["where"][0] or "") if rows.height else ""


def rows_of(facts: Facts, probe: str, name: str) -> list[tuple[float | None, str]]:
    """Return all values of a measure, each with the place it was measured at."""
    rows = _rows(facts, probe, name)
    return [(value, where or "") for value, where in rows.select("value", "where").iter_rows()]


def _rows(facts: Facts, probe: str, name: str) -> pl.DataFrame:
    table = facts.tables.get("probes")
    if table is None:
        return pl.DataFrame(schema={"value": pl.Float64, "where": pl.String})
    return table.filter(pl.col("probe") == probe, pl.col("measure") == name)
