"""What was dropped and why, and what became of every file."""

from __future__ import annotations

from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.report.section import Drawing, Page
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="rows", rank=20, title="What was dropped, and why")
TEMPLATE = "rows.html.j2"
MOST_FILES = 50


def draw(page: Page) -> Drawing:
    """Rows dropped by finding, and rows by file."""
    files, more = _files(page)
    return {"losses": _losses(page), "files": files, "more_files": more}


def _losses(page: Page) -> list[dict[str, str]]:
    """Rows dropped, by the finding that is their witness."""
    total = page.tables.result.row_counts["read"]
    losses = []
    for code, count in page.tables.losses():
        finding = find_finding(code)
        title = page_of(finding, page.language).title
        losses.append(
            {"code": code, "name": finding.name, "title": title, "rows": f"{count:,}", "share": percent(count / total)}
        )
    return losses


def _files(page: Page) -> tuple[list[dict[str, str]], int]:
    """The first files with their rows, and how many more there are."""
    inputs = page.tables.result.manifest.inputs
    files = [
        {
            "name": entry["file"] or "-",
            "format": entry["format"],
            "split": entry["split"] or "",
            **{key: f"{value:,}" for key, value in entry["rows"].items()},
        }
        for entry in inputs[:MOST_FILES]
    ]
    return files, max(len(inputs) - MOST_FILES, 0)
