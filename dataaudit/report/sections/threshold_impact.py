"""What every rule costs, and the passages that stand in many texts."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.findings.page import show_value
from dataaudit.report.charts.charts import curve_chart
from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.sections.distributions import figure
from dataaudit.report.sections.findings import shown_row
from dataaudit.report.translations import percent

MOST_OVERLAPS = 30
MOST_PASSAGES = 10
"""Passages of every kind that are shown."""
LONGEST = 200
"""Characters of a row or passage that are shown."""


def cost_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """Rows by finding, alone and together, and a curve with both sides of the threshold for every bound that finds."""
    costs = tables.result.costs()
    found = costs.findings.filter(pl.col("rows") > 0).sort(["rows", "code"], descending=[True, False])
    if found.is_empty():
        return None
    total = tables.result.row_counts["read"]
    rows = [
        {**row, "rows": f"{row['rows']:,}", "share": percent(row["rows"] / total), "alone": f"{row['alone']:,}"}
        for row in found.to_dicts()
    ]
    overlaps = [
        {"rows": f"{row['rows']:,}", "codes": " + ".join(row["codes"])}
        for row in costs.overlaps.filter(pl.col("codes").list.len() > 1).head(MOST_OVERLAPS).to_dicts()
    ]
    names = dict(found.select("code", "name").iter_rows())
    bounds = [
        _bound(tables, costs.curves.filter(*_same(bound)), edges, names[bound["code"]], t)
        for edges in costs.shown_edges().partition_by("code", "option", "signal", maintain_order=True)
        for bound in edges.head(1).to_dicts()
    ]
    return {"rows": rows, "overlaps": overlaps, "bounds": bounds}


def _same(bound: dict[str, Any]) -> list[pl.Expr]:
    """Rows of a table about one bound."""
    return [pl.col(name) == bound[name] for name in ("code", "option", "signal")]


def _bound(tables: RunTables, curve: pl.DataFrame, edges: pl.DataFrame, name: str, t: dict[str, str]) -> dict[str, Any]:
    code, option, signal = edges.select("code", "option", "signal").row(0)
    chosen = curve.filter(pl.col("chosen"))["threshold"].to_list()
    svg = curve_chart(
        list(curve.select("threshold", "rows").iter_rows()),
        name=f"cost-{code}-{option}-{signal}",
        title=signal,
        count_title=t["rows"],
        marks=chosen,
    )
    sides = [
        {"title": t[title], "rows": [_edge(row, tables, t) for row in edges.to_dicts() if row["found"] == found]}
        for found, title in ((True, "found_side"), (False, "kept_side"))
    ]
    return figure(svg, t["other_thresholds"]) | {"title": f"{code} {name}: {option}", "sides": sides}


def _edge(row: dict[str, Any], tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    shown = shown_row(row["row_id"], tables, t)
    return shown | {"value": show_value(row["value"]), "text": shown["text"][:LONGEST]}


def passage_section(tables: RunTables, t: dict[str, str]) -> list[dict[str, str]]:
    """The passages of every kind that most rows hold."""
    table = tables.summary("passages")
    if table is None:
        return []
    first = (
        table.sort("rows", descending=True, maintain_order=True)
        .group_by("kind", maintain_order=True)
        .head(MOST_PASSAGES)
    )
    return [
        {
            "kind": t[f"kind_{row['kind']}"],
            "rows": f"{row['rows']:,}",
            "share": percent(row["share"]),
            "text": one_line(excerpt(row["text"] or "", LONGEST)),
        }
        for row in first.sort(["kind", "rows"], descending=[False, True]).to_dicts()
    ]
