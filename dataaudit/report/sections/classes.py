"""Rows by class; the stage declares the tables below."""

from __future__ import annotations

import polars as pl

from dataaudit.report.charts.charts import bar_chart
from dataaudit.report.excerpt import one_line
from dataaudit.report.section import Drawing, Page, figure, number

MOST_CLASSES = 25


def draw(page: Page) -> Drawing | None:
    """Rows by class, and by split where there are several."""
    tables, t = page.tables, page.t
    classes = tables.summary("classes")
    if classes is None or classes.is_empty():
        return None
    everywhere = classes.filter(pl.col("split").is_null())
    by_split = classes.filter(pl.col("split").is_not_null())
    largest = everywhere["label"].head(MOST_CLASSES).to_list()
    source = by_split if by_split.height else everywhere
    rows = [
        {"label": _label(row["label"]), "rows": row["rows"], "split": one_line(row["split"] or "")}
        for row in source.filter(pl.col("label").is_in(largest)).to_dicts()
    ]
    order = {_label(name): place for place, name in enumerate(largest)}
    rows.sort(key=lambda row: order[row["label"]])
    svg = bar_chart(rows, count_title=t["rows"], group_title=t["split"])
    ratio = tables.result.metrics.get("classes.imbalance_ratio")
    more = everywhere.height > MOST_CLASSES
    caption = t["more_classes"].format(shown=MOST_CLASSES, total=everywhere.height) if more else ""
    text = t["classes_text"].format(classes=everywhere.height, ratio=number(ratio))
    return {"lead": text, "figures": [figure(svg, caption)]}


def _label(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= 40 else shown[:39] + "…"
