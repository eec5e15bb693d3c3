"""What every rule costs before it is applied: rows that only it flags, rows that rules share, and other thresholds.

All of it comes from stored signals; no text is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.findings.finding import Finding, Options, RowFinding
from dataaudit.findings.threshold_finding import Bound, BoundFinding
from dataaudit.store.parts import read_table

SIDE = 20
"""Rows that are named on each side of a threshold."""

COST_SCHEMA = pa.schema([("code", pa.string()), ("name", pa.string()), ("rows", pa.int64()), ("alone", pa.int64())])
"""``costs.parquet``: rows that a finding finds, and of those the rows that no other finding of the table finds."""
OVERLAP_SCHEMA = pa.schema([("codes", pa.list_(pa.string())), ("rows", pa.int64())])
"""``overlaps.parquet``: rows found by exactly these findings; the rows add up to all rows that are found."""
CURVE_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("option", pa.string()),
        ("signal", pa.string()),
        ("threshold", pa.float64()),
        ("rows", pa.int64()),
        ("chosen", pa.bool_()),
    ]
)
"""``curves.parquet``: rows that a bound alone would find at some thresholds; where languages
have separate thresholds, the curve is that of one threshold for all."""
EDGE_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("option", pa.string()),
        ("signal", pa.string()),
        ("row_id", pa.uint64()),
        ("value", pa.float64()),
        ("found", pa.bool_()),
    ]
)
"""``edges.parquet``: the rows nearest to a threshold on both sides of it."""


TABLES = {"costs": COST_SCHEMA, "overlaps": OVERLAP_SCHEMA, "curves": CURVE_SCHEMA, "edges": EDGE_SCHEMA}
"""The tables of a run, by name."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What rules cost.

    Attributes:
        findings: ``COST_SCHEMA``.
        overlaps: ``OVERLAP_SCHEMA``, most rows first.
        curves: ``CURVE_SCHEMA``.
        edges: ``EDGE_SCHEMA``.
    """

    findings: pl.DataFrame
    overlaps: pl.DataFrame
    curves: pl.DataFrame
    edges: pl.DataFrame

    def shown_edges(self) -> pl.DataFrame:
        """The edges of bounds that find any row: what a report shows."""
        bound = ["code", "option", "signal"]
        return self.edges.filter(pl.col("found").any().over(bound)) if self.edges.height else self.edges


def stored_costs(folder: Path) -> Costs:
    """The costs that a finished run holds.

    Raises:
        RunDirectoryError: A table is missing or damaged.
    """
    return Costs(*(pl.DataFrame(read_table(folder / f"{name}.parquet")) for name in TABLES))


def costs(rows: pl.LazyFrame, findings: Sequence[Finding[Options]]) -> Costs:
    """What findings about rows cost.

    Args:
        rows: The rows of a run: ``row_id``, ``flags`` and the signals that the findings read.
        findings: The active findings.
    """
    flagging = [finding for finding in findings if isinstance(finding, RowFinding)]
    codes = [finding.code for finding in flagging]
    found, alone, overlaps = _overlaps(rows, codes)
    listed = [
        {"code": finding.code, "name": finding.name, "rows": found[finding.code], "alone": alone[finding.code]}
        for finding in flagging
    ]
    curves: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for finding in flagging:
        if isinstance(finding, BoundFinding):
            for bound in finding.active_bounds():
                points, nearest = _bound_cost(rows, finding, bound)
                curves += points
                edges += nearest
    made = (listed, overlaps, curves, edges)
    tables = [
        pa.Table.from_pylist(records, schema=schema) for records, schema in zip(made, TABLES.values(), strict=True)
    ]
    return Costs(*(pl.DataFrame(table) for table in tables))


def _overlaps(rows: pl.LazyFrame, codes: Sequence[str]) -> tuple[dict[str, int], dict[str, int], list[dict[str, Any]]]:
    """Rows by finding, rows that one finding alone finds, and rows by set of findings."""
    sets = rows.select(flags=pl.col("flags").list.join(" ")).group_by("flags").len().collect(engine="streaming")
    found, alone = dict.fromkeys(codes, 0), dict.fromkeys(codes, 0)
    by_set: dict[tuple[str, ...], int] = {}
    for joined, count in sets.iter_rows():
        group = tuple(code for code in sorted(joined.split()) if code in found)
        by_set[group] = by_set.get(group, 0) + count
    for group, count in by_set.items():
        for code in group:
            found[code] += count
        if len(group) == 1:
            alone[group[0]] += count
    overlaps: list[dict[str, Any]] = [{"codes": list(group), "rows": count} for group, count in by_set.items() if group]
    overlaps.sort(key=lambda one: (-one["rows"], one["codes"]))
    return found, alone, overlaps


def _bound_cost(
    rows: pl.LazyFrame, finding: BoundFinding[Any], bound: Bound
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    table = (
        rows.filter(finding.judged())
        .select(
            "row_id",
            value=pl.col(bound.signal).cast(pl.Float64),
            limit=finding.limit(bound),
            found=bound.found(finding.limit(bound)),
        )
        .drop_nulls("value")
        .collect()
    )
    values: NDArray[np.float64] = table["value"].to_numpy()
    name = {"code": finding.code, "option": bound.option, "signal": bound.signal}
    if not len(values):
        return [], []
    ordered = np.sort(values)
    chosen = getattr(finding.options, bound.option)
    points = [
        {
            **name,
            "threshold": value,
            "rows": _beyond(ordered, value, bound),
            "chosen": value == chosen,
        }
        for value in _points(ordered, chosen)
    ]
    judged = table.drop_nulls("limit").with_columns(distance=(pl.col("value") - pl.col("limit")).abs())
    nearest = [
        name | row
        for beyond in (True, False)
        for row in judged.filter(pl.col("found") == beyond)
        .sort("distance", "row_id")
        .head(SIDE)
        .select("row_id", "value", "found")
        .to_dicts()
    ]
    return points, nearest


def _points(ordered: NDArray[np.float64], chosen: float | None) -> Iterator[float]:
    """Thresholds that tell most: quantiles of the values, close together at both ends, and the chosen one."""
    ends = np.array([0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
    shares = np.unique(np.concatenate([ends, 1 - ends]))
    values = ordered[np.minimum((shares * len(ordered)).astype(np.int64), len(ordered) - 1)]
    extra = [] if chosen is None else [float(chosen)]
    yield from np.unique(np.concatenate([values, np.array(extra)])).tolist()


def _beyond(ordered: NDArray[np.float64], value: float, bound: Bound) -> int:
    """Rows that a threshold would find."""
    if bound.side == "<":
        return int(np.searchsorted(ordered, value, side="left"))
    return len(ordered) - int(np.searchsorted(ordered, value, side="right" if bound.side == ">" else "left"))
