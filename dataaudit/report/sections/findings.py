"""The table of findings, each with its page, its numbers and sample rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.findings.page import page_of, show_value
from dataaudit.findings.registry import find_finding
from dataaudit.report.excerpt import one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.translations import percent

_RANK = {"error": 3, "warning": 2, "info": 1}


def finding_section(tables: RunTables, language: str, samples: int, t: dict[str, str]) -> list[dict[str, Any]]:
    """Findings, the severest first; the first of each name is the anchor of that name."""
    ordered = sorted(tables.result.findings, key=lambda one: (-_RANK[one.severity], one.status != "found"))
    first: dict[str, int] = {}
    for place, result in enumerate(ordered):
        first.setdefault(result.name, place)
    return [
        {**_entry(result, tables, language, samples, t), "anchor": first[result.name] == place}
        for place, result in enumerate(ordered)
    ]


def _entry(result: Result, tables: RunTables, language: str, samples: int, t: dict[str, str]) -> dict[str, Any]:
    page = page_of(find_finding(result.code), language)
    return {
        "code": result.code,
        "name": result.name,
        "severity": result.severity,
        "rank": _RANK[result.severity],
        "insufficient": result.status == "insufficient_evidence",
        "title": page.title,
        "message": one_line(result.message),
        "advice": result.advice,
        "sections": [(heading, text) for heading, text in page.sections.items() if text != result.advice],
        "evidence": _numbers(result.evidence),
        "threshold": _numbers(result.threshold),
        "count": f"{result.count:,}",
        "count_value": result.count,
        "share": percent(result.share),
        "samples": [shown_row(row_id, tables, t) for row_id in result.row_ids[:samples] if row_id in tables.excerpts],
    }


def shown_row(row_id: int, tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    """A row's place and its masked excerpt."""
    place = tables.places.get(row_id, {})
    text = tables.excerpts.get(row_id)
    return {
        "row_id": row_id,
        "file": one_line(place.get("file") or ""),
        "position": place.get("position"),
        "text": t["no_text"] if text is None else text[:600] + ("…" if len(text) > 600 else ""),
    }


def _numbers(values: Mapping[str, Any]) -> str:
    shown = {
        key: len(value) if key == "languages" and isinstance(value, Mapping) else value for key, value in values.items()
    }
    return ", ".join(f"{key} {one_line(show_value(value))}" for key, value in shown.items())
