"""What was dropped and why."""

from __future__ import annotations

from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.report.section import Drawing, Page
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="rows", rank=20, title="What was dropped, and why")
TEMPLATE = "rows.html.j2"


def draw(page: Page) -> Drawing:
    """Rows dropped, by the finding that is their witness."""
    total = page.tables.result.row_counts["read"]
    losses = []
    for code, count in page.tables.losses():
        finding = find_finding(code)
        title = page_of(finding, page.language).title
        losses.append(
            {"code": code, "name": finding.name, "title": title, "rows": f"{count:,}", "share": percent(count / total)}
        )
    return {"losses": losses}
