"""The table of findings: those for information folded, and what was looked for in vain or not assessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dataaudit.findings.finding import gravest_first
from dataaudit.report.finding_block import finding_line
from dataaudit.report.section import Drawing, Page
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="findings", rank=15, title="Findings")
TEMPLATE = "findings.html.j2"


def draw(page: Page) -> Drawing:
    """Findings, the severest first, then by rows."""
    results = page.tables.result.findings
    lines = [finding_line(one, page) for one in gravest_first(results)]
    told = {one.family for one in results}
    return {
        "groups": [
            (folded, group)
            for folded, group in ((False, _of(lines, mild=False)), (True, _of(lines, mild=True)))
            if group
        ],
        "clean": _names(page, [one for one in page.looked_for if one not in told]),
        "unassessed": _names(page, page.unassessed),
    }


def _of(lines: Sequence[dict[str, Any]], *, mild: bool) -> list[dict[str, Any]]:
    return [one for one in lines if (one["severity"] == "info") == mild]


def _names(page: Page, families: Sequence[str]) -> str:
    return page.t["list_separator"].join(page.t[f"family_{name}"] for name in families)
