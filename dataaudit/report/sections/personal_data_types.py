"""Personal data by type: texts, places, and how many of the texts are kept."""

from __future__ import annotations

import polars as pl

from dataaudit.report.section import Drawing, Page, table_of
from dataaudit.stages.spec import SectionSpec
from dataaudit.store.parts import scan_parts

SECTION = SectionSpec(key="personal_data_types", rank=58, title="Personal data by type", family="personal_data")


def draw(page: Page) -> Drawing | None:
    """Counts by type; None where the run did not look for personal data, or found none."""
    if "pii" not in page.tables.columns:
        return None
    rows = scan_parts(page.tables.folder, "rows").select("row_id", "kept", "pii")
    spans = rows.explode("pii").drop_nulls("pii").with_columns(type=pl.col("pii").struct.field("type"))
    types = (
        spans.group_by("type")
        .agg(
            spans=pl.len(),
            rows=pl.col("row_id").n_unique(),
            kept=pl.col("row_id").filter(pl.col("kept")).n_unique(),
        )
        .sort(["rows", "type"], descending=[True, False])
        .collect(engine="streaming")
    )
    if types.is_empty():
        return None
    t = page.t
    head = [t["pii_type"], t["pii_places"], t["texts"], t["pii_kept"]]
    found = [[row["type"], row["spans"], row["rows"], row["kept"]] for row in types.to_dicts()]
    edits = page.tables.result.manifest.configuration["clean"]["pii"]
    lead = t[f"pii_{edits}"].format(places=f"{types['spans'].sum():,}", types=types.height)
    return {"lead": lead, "tables": [table_of("", head, found)]}
