"""The order of the page: sections by themselves, and a chapter for every family of findings."""

from __future__ import annotations

from typing import Any

from dataaudit.findings.finding import gravest_first, severity_counts
from dataaudit.report.finding_block import finding_block
from dataaudit.report.section import Page
from dataaudit.report.sections import drawn_sections

FAMILIES = (
    "reading", "length", "duplicates", "quality", "language", "personal_data", "leakage", "classes", "labels",
    "instructions", "preferences", "columns", "augmentation", "training",
)  # fmt: skip
"""Families of findings in the order of the page."""
_LAST = "run"


def chapters(page: Page) -> list[dict[str, Any]]:
    """What the page is made of, in order.

    Returns:
        ``key``, ``title``, ``badges`` (how many findings of each severity), ``findings``, and ``sections``; a section
        by itself is a chapter with one section and without findings.
    """
    drawn = drawn_sections(page)
    single = [_single(section) for section in drawn if not section["family"]]
    families = [chapter for family in FAMILIES if (chapter := _family(family, drawn, page)) is not None]
    head = [chapter for chapter in single if chapter["key"] != _LAST]
    return [*head, *families, *(chapter for chapter in single if chapter["key"] == _LAST)]


def _single(section: dict[str, Any]) -> dict[str, Any]:
    return {"key": section["key"], "title": section["title"], "badges": [], "findings": [], "sections": [section],
            "single": True}  # fmt: skip


def _family(family: str, drawn: list[dict[str, Any]], page: Page) -> dict[str, Any] | None:
    results = [one for one in page.tables.result.findings if one.family == family]
    sections = [section for section in drawn if section["family"] == family]
    if not results and not sections:
        return None
    blocks = [finding_block(one, page) for one in gravest_first(results)]
    seen: set[str] = set()
    for block in blocks:
        block["anchor"] = block["name"] not in seen
        seen.add(block["name"])
    return {
        "key": family,
        "title": page.t[f"family_{family}"],
        "badges": severity_counts(results),
        "findings": blocks,
        "sections": sections,
        "single": False,
    }
