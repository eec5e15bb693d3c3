"""How sure the model of the labels is, how much noise there is, and the classes that are confused."""

from __future__ import annotations

from typing import Any

import polars as pl

from dataaudit.report.excerpt import one_line
from dataaudit.report.section import MOST, Drawing, Page, table_of
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
        return {"text": t["labels_none"].format(reason=one_line(reason[0] if reason else ""))}
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
    return {"text": text, "tables": [table_of(t["confusions"], head, rows)] if rows else []}
