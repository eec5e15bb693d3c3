"""What became of every file."""

from __future__ import annotations

from dataaudit.report.section import MOST, Drawing, Page, table_of
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="files", rank=26, title="Files", family="reading")


def draw(page: Page) -> Drawing:
    """Rows by file."""
    t = page.t
    inputs = page.tables.result.manifest.inputs
    head = [
        t["file"], t["format"], t["split"], t["rows_read"], t["rows_kept"], t["rows_dropped"], t["rows_quarantined"],
    ]  # fmt: skip
    files = [
        [entry["file"] or "-", entry["format"], entry["split"] or "",
         *(entry["rows"][key] for key in ("read", "kept", "dropped", "quarantined"))]
        for entry in inputs[:MOST]
    ]  # fmt: skip
    counts = page.tables.result.row_counts
    lead = t["files_lead"].format(files=f"{len(inputs):,}", quarantined=f"{counts['quarantined']:,}")
    return {"lead": lead, "tables": [table_of("", head, files, more=(len(inputs), "manifest.json"))]}
