"""How sure the model of the labels is, how much noise there is, and the classes that are confused."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.findings.labels.label_issue import LabelIssue
from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.section import LONGEST, MOST, Drawing, Page, table_of
from dataaudit.report.translations import percent


def draw(page: Page) -> Drawing | None:
    """How sure the model is, how much noise there is, and the classes that are confused; None without a model."""
    tables, t = page.tables, page.t
    summary, confusions = tables.summary("label_summary"), tables.summary("label_confusions")
    if summary is None or confusions is None:
        return None
    values: dict[str, Any] = dict(summary.select("name", "value").iter_rows())
    if "rows" not in values:
        reason = summary.filter(pl.col("name") == "reason")["text"].to_list()
        return {"lead": t["labels_none"].format(reason=one_line(reason[0] if reason else ""))}
    text = t["labels_text"].format(
        rows=f"{int(values['rows']):,}",
        accuracy=percent(values["accuracy"]),
        issues=f"{int(values['issues']):,}",
    )
    if "noise_low" in values:
        interval = {key: percent(values[key]) for key in ("noise", "noise_low", "noise_high")}
        text += " " + t["labels_noise"].format(**interval)
    rows = [
        [row["label"], row["suggested"], row["rows"], round(row["estimated"])]
        for row in confusions.head(MOST).to_dicts()
    ]
    head = [t["given_label"], t["likely_label"], t["rows"], t["estimated"]]
    tables_shown = [table_of(t["confusions"], head, rows, more=(confusions.height, "label_confusions.parquet"))]
    return {"lead": text, "tables": [*_worst(page), *(tables_shown if rows else [])]}


def _worst(page: Page) -> list[dict[str, Any]]:
    """The rows whose label is least likely: given and suggested label, score and text."""
    t, tables = page.t, page.tables
    ids = [row_id for row_id in page.worst.get(LabelIssue.code, ()) if row_id in tables.excerpts]
    if not ids:
        return []
    rows = []
    for row_id in ids[:MOST]:
        place = tables.places[row_id]
        change = f"{one_line(str(place.get('label') or ''))} → {one_line(str(place.get('label_suggested') or ''))}"
        score = place.get("label_issue_score")
        text = excerpt(tables.excerpts[row_id] or "", LONGEST)
        rows.append([change, "" if score is None else f"{score:.3f}", str(row_id), text])
    head = [t["label_change"], t["label_score"], t["row"], t["excerpt"]]
    return [table_of(t["labels_worst"], head, rows)]
