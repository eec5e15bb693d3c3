"""The table of findings, each with its page, its numbers and sample rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dataaudit.findings.finding import RANK, Result
from dataaudit.findings.page import page_of, show_value, worded
from dataaudit.findings.registry import find_finding
from dataaudit.report.excerpt import one_line
from dataaudit.report.section import Drawing, Page, shown_row
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="findings", rank=30, title="Findings")
TEMPLATE = "findings.html.j2"


def draw(page: Page) -> Drawing:
    """Findings, the severest first; the first of each name is the anchor of that name."""
    ordered = sorted(page.tables.result.findings, key=lambda one: (-RANK[one.severity], one.status != "found"))
    first: dict[str, int] = {}
    for place, result in enumerate(ordered):
        first.setdefault(result.name, place)
    entries = [{**_entry(result, page), "anchor": first[result.name] == place} for place, result in enumerate(ordered)]
    return {"findings": entries}


def _entry(result: Result, page: Page) -> dict[str, Any]:
    stored = page.tables.result
    if page.language != stored.manifest.configuration["report"]["language"]:  # sentences are those of the run
        result = worded(result, stored.row_counts["read"] - stored.row_counts["quarantined"], page.language)
    texts = page_of(find_finding(result.code), page.language)
    excerpts, samples = page.tables.excerpts, page.settings.samples
    return {
        "code": result.code,
        "name": result.name,
        "severity": result.severity,
        "rank": RANK[result.severity],
        "insufficient": result.status == "insufficient_evidence",
        "title": texts.title,
        "message": one_line(result.message),
        "advice": result.advice,
        "sections": [(heading, text) for heading, text in texts.sections.items() if text != result.advice],
        "evidence": _numbers(result.evidence),
        "threshold": _numbers(result.threshold),
        "count": f"{result.count:,}",
        "count_value": result.count,
        "share": percent(result.share),
        "samples": [shown_row(page, row_id) for row_id in result.row_ids[:samples] if row_id in excerpts],
    }


def _numbers(values: Mapping[str, Any]) -> str:
    shown = {
        key: len(value) if key == "languages" and isinstance(value, Mapping) else value for key, value in values.items()
    }
    return ", ".join(f"{key} {one_line(show_value(value))}" for key, value in shown.items())
