"""One finding as the page shows it: sentence, advice, clearest rows, and what other thresholds would find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dataaudit.findings.finding import RANK, Result, RowFinding
from dataaudit.findings.page import page_of, show_value, worded
from dataaudit.findings.registry import find_finding
from dataaudit.findings.threshold_finding import Bound, BoundFinding
from dataaudit.report.charts.charts import curve_chart, histogram_chart
from dataaudit.report.charts.histogram import value_histogram
from dataaudit.report.difference import difference, shortened
from dataaudit.report.excerpt import folded, one_line
from dataaudit.report.section import Page, figure, shown_row
from dataaudit.report.translations import percent
from dataaudit.results.next_steps import repair

EDGES = 3
"""Rows shown on each side of a threshold."""


def finding_line(result: Result, page: Page) -> dict[str, Any]:
    """A finding in the table of all findings."""
    stored = page.tables.result
    if page.language != stored.manifest.configuration["report"]["language"]:  # sentences are those of the run
        result = worded(result, stored.row_counts["read"] - stored.row_counts["quarantined"], page.language)
    alone = page.alone.get(result.code)
    return {
        "code": result.code,
        "name": result.name,
        "severity": result.severity,
        "rank": RANK[result.severity],
        "insufficient": result.status == "insufficient_evidence",
        "title": page_of(find_finding(result.code), page.language).title,
        "message": one_line(result.message),
        "count": f"{result.count:,}",
        "count_value": result.count,
        "share": percent(result.share),
        "alone": "" if alone is None else f"{alone:,}",
        "repaired": _is_repaired(result, page),
    }


def _is_repaired(result: Result, page: Page) -> bool:
    """Whether the clean data set does not have what was found."""
    how = repair(result, page.tables.result.manifest.configuration["clean"])
    return how == "edit" or (how == "drop" and not page.tables.kept_flags.get(result.code))


def finding_block(result: Result, page: Page) -> dict[str, Any]:
    """A finding with all that belongs to it; see ``sections/finding.html.j2``."""
    texts = page_of(find_finding(result.code), page.language)
    row_ids = page.worst.get(result.code, result.row_ids)[: page.settings.samples]
    excerpts = page.tables.excerpts
    return {
        **finding_line(result, page),
        "advice": texts.advice,
        "sections": [(heading, text) for heading, text in texts.sections.items() if text != texts.advice],
        "evidence": _numbers(result.evidence),
        "threshold": _numbers(result.threshold),
        "samples": [_sample(result, row_id, page) for row_id in row_ids if row_id in excerpts],
        "bounds": _bounds(result, page),
    }


def _sample(result: Result, row_id: int, page: Page) -> dict[str, Any]:
    """A row with the values that the finding reads."""
    row = shown_row(page, row_id)
    values = page.tables.places.get(row_id, {})
    read = {name: values.get(name) for name in find_finding(result.code).reads}
    shown = [f"{name} {one_line(show_value(value))}" for name, value in read.items() if _is_plain(value)]
    kept = values.get("duplicate_of") if result.family == "duplicates" else None
    partner = page.tables.excerpts.get(kept) if kept is not None else None
    if partner is None:
        return row | {"values": ", ".join(shown), "pieces": folded([(row["text"], "same")])}
    similarity = f"{values['similarity']:.3f}" if values.get("similarity") is not None else ""
    note = page.t["similar"].format(similarity=similarity, row=kept)
    return row | {"values": note, "pieces": folded(shortened(difference(partner, row["text"])))}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | float | int) and not isinstance(value, bool) and value not in ("", 0)


def _bounds(result: Result, page: Page) -> list[dict[str, Any]]:
    """For every threshold that finds rows: the distribution of its signal, and what other values would find."""
    finding = next((one for one in page.findings if one.code == result.code), None)
    if not isinstance(finding, BoundFinding):
        return []
    shown = []
    for bound in finding.active_bounds():
        mine = [pl.col("code") == result.code, pl.col("option") == bound.option, pl.col("signal") == bound.signal]
        edges, curve = page.costs.edges.filter(*mine), page.costs.curves.filter(*mine)
        if edges["found"].any():
            shown.append({"title": bound.option, **_distribution(finding, bound, page), **_curve(bound, curve, page)}
                         | {"sides": _sides(edges, page)})  # fmt: skip
    return shown


def _distribution(finding: RowFinding[Any], bound: Bound, page: Page) -> dict[str, Any]:
    limit = getattr(finding.options, bound.option)
    marks = [] if limit is None else [float(limit)]
    histogram = value_histogram(page.tables.signal(bound.signal), marks)
    if histogram is None:
        return {"distribution": None}
    svg = histogram_chart(
        histogram, title=bound.signal, count_title=page.t["texts"], marks=marks, width=330, height=120,
        logarithmic_counts=True, beyond=bound.side if marks else None,
    )  # fmt: skip
    return {"distribution": figure(svg, page.t["distribution"])}


def _curve(bound: Bound, curve: pl.DataFrame, page: Page) -> dict[str, Any]:
    chosen = curve.filter(pl.col("chosen"))["threshold"].to_list()
    points = list(curve.select("threshold", "rows").iter_rows())
    svg = curve_chart(points, title=bound.signal, count_title=page.t["rows"], marks=chosen)
    return {"curve": figure(svg, page.t["other_thresholds"])}


def _sides(edges: pl.DataFrame, page: Page) -> list[dict[str, Any]]:
    sides = []
    for found, title in ((True, "found_side"), (False, "kept_side")):
        rows = [row for row in edges.to_dicts() if row["found"] == found and row["row_id"] in page.tables.excerpts]
        sides.append({"title": page.t[title], "rows": [_edge(row, page) for row in rows[:EDGES]]})
    return sides


def _edge(row: Mapping[str, Any], page: Page) -> dict[str, Any]:
    shown = shown_row(page, row["row_id"])
    return shown | {"values": show_value(row["value"]), "pieces": folded([(shown["text"], "same")])}


def _numbers(values: Mapping[str, Any]) -> str:
    shown = {
        key: len(value) if key == "languages" and isinstance(value, Mapping) else value for key, value in values.items()
    }
    return ", ".join(f"{key} {one_line(show_value(value))}" for key, value in shown.items())
