"""Draws a section from its declaration: text, histograms of signals, tables of the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dataaudit.report.charts.charts import histogram_chart
from dataaudit.report.charts.histogram import value_histogram
from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.section import LONGEST, Drawing, Page, figure, table_of
from dataaudit.report.translations import percent
from dataaudit.stages.spec import Column, SectionSpec, TableView


def declared_section(page: Page, spec: SectionSpec) -> Drawing:
    """Text, figures and tables that a declaration names; what the run does not have is left out."""
    figures = [_histogram(page, signal) for signal in spec.histograms if signal in page.tables.columns]
    tables = [shown for view in spec.tables if (shown := _table(page, view)) is not None]
    text = page.translated(spec.text) if spec.text else ""
    return {"text": text, "figures": [one for one in figures if one is not None], "tables": tables}


def _histogram(page: Page, signal: str) -> dict[str, Any] | None:
    histogram = value_histogram(page.tables.signal(signal), [])
    if histogram is None:
        return None
    svg = histogram_chart(histogram, title=signal, count_title=page.t["texts"], marks=[])
    return figure(svg, signal)


def _table(page: Page, view: TableView) -> dict[str, Any] | None:
    table = page.tables.summary(view.table)
    if table is None or table.height < view.least:
        return None
    total = table.height
    if view.by:
        table = table.sort(view.by, descending=True, maintain_order=True)
    table = table.group_by(view.per, maintain_order=True).head(view.most) if view.per else table.head(view.most)
    if view.per:
        table = table.sort([view.per, *view.by], descending=[False, *(True for _ in view.by)], maintain_order=True)
    translated = page.translated
    rows = [[_cell(row[column.name], column, translated) for column in view.columns] for row in table.to_dicts()]
    head = [translated(column.title) for column in view.columns]
    more = None if view.per else (total, f"{view.table}.parquet")
    return table_of(translated(view.title) if view.title else "", head, rows, more=more)


def _cell(value: Any, column: Column, translated: Callable[[str], str]) -> Any:
    if value is None:
        return ""
    if column.kind == "percent":
        return percent(value)
    if column.kind == "words":
        return ", ".join(one_line(excerpt(str(word), LONGEST)) for word in value)
    if column.kind == "coded":
        return translated(column.values[value]) if value in column.values else str(value)
    if column.kind == "excerpt":
        return one_line(excerpt(str(value), LONGEST))
    return value
