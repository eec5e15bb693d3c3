"""What each rule costs: rows that findings find alone and together, and other thresholds."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.findings.page import show_value
from dataaudit.report.charts.charts import curve_chart
from dataaudit.report.section import Drawing, Page, figure, shown_row
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="costs", rank=100, title="What each rule costs")
TEMPLATE = "costs.html.j2"
MOST_OVERLAPS = 30
LONGEST = 200
"""Characters of a row that are shown."""


def draw(page: Page) -> Drawing | None:
    """Rows by finding, alone and together, and a curve with both sides of the threshold for every bound that finds."""
    tables = page.tables
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
        _bound(page, costs.curves.filter(*_same(bound)), edges, names[bound["code"]])
        for edges in costs.shown_edges().partition_by("code", "option", "signal", maintain_order=True)
        for bound in edges.head(1).to_dicts()
    ]
    return {"rows": rows, "overlaps": overlaps, "bounds": bounds}


def _same(bound: dict[str, Any]) -> list[pl.Expr]:
    """Rows of a table about one bound."""
    return [pl.col(name) == bound[name] for name in ("code", "option", "signal")]


def _bound(page: Page, curve: pl.DataFrame, edges: pl.DataFrame, name: str) -> dict[str, Any]:
    t = page.t
    code, option, signal = edges.select("code", "option", "signal").row(0)
    chosen = curve.filter(pl.col("chosen"))["threshold"].to_list()
    svg = curve_chart(
        list(curve.select("threshold", "rows").iter_rows()),
        title=signal,
        count_title=t["rows"],
        marks=chosen,
    )
    sides = [
        {"title": t[title], "rows": [_edge(row, page) for row in edges.to_dicts() if row["found"] == found]}
        for found, title in ((True, "found_side"), (False, "kept_side"))
    ]
    return figure(svg, t["other_thresholds"]) | {"title": f"{code} {name}: {option}", "sides": sides}


def _edge(row: dict[str, Any], page: Page) -> dict[str, Any]:
    shown = shown_row(page, row["row_id"])
    return shown | {"value": show_value(row["value"]), "text": shown["text"][:LONGEST]}
