"""What the data are mixed of, side by side: rows, tokens, what was dropped, what was found, and quality."""

from __future__ import annotations

import polars as pl

from dataaudit.report.excerpt import one_line
from dataaudit.report.section import MOST, Drawing, Page, table_of
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec
from dataaudit.store.parts import scan_parts

SECTION = SectionSpec(key="mixture", rank=25, title="The mixture")
TEMPLATE = "mixture.html.j2"
LARGEST = 3
"""Parts that are named where the table is folded."""
COLUMNS = ("file", "split", "language", "label")
"""Columns of ``rows/`` by which the data are divided."""


def draw(page: Page) -> Drawing | None:
    """A table for every column with more than one value; None where there is none."""
    t = page.t
    known = page.tables.columns
    rows = scan_parts(page.tables.folder, "rows")
    severe = [one.code for one in page.tables.result.findings if one.severity != "info"]
    columns = [name for name in COLUMNS if name in known]
    asked = [_parts(rows, name, known, severe) for name in columns]
    tables = []
    for name, parts in zip(columns, pl.collect_all(asked), strict=True):
        if parts.height < 2:
            continue
        total, tokens = parts["rows"].sum(), parts["tokens"].sum()
        shown = [
            [row["value"] or t["none"], row["rows"], percent(row["rows"] / total),
             percent(row["tokens"] / tokens) if tokens else "", percent(row["dropped"] / row["rows"]),
             percent(row["flagged"] / row["rows"]), "" if row["quality"] is None else f"{row['quality']:.2f}"]
            for row in parts.head(MOST).to_dicts()
        ]  # fmt: skip
        head = [
            t[f"mixture_{name}"], t["rows"], t["mixture_share"], t["mixture_tokens"], t["rows_dropped"],
            t["mixture_flagged"], t["mixture_quality"],
        ]  # fmt: skip
        largest = t["list_separator"].join(f"{one_line(row[0])} {row[2]}" for row in shown[:LARGEST])
        summary = t["mixture_by"].format(column=t[f"mixture_{name}"], parts=f"{parts.height:,}", largest=largest)
        tables.append((summary, table_of("", head, shown, more=(parts.height, "rows"))))
    return {"text": t["mixture_text"], "parts": tables} if tables else None


def _parts(rows: pl.LazyFrame, name: str, known: list[str], severe: list[str]) -> pl.LazyFrame:
    tokens = pl.col("tokens") if "tokens" in known else pl.lit(0)
    quality = pl.col("quality_score").median() if "quality_score" in known else pl.lit(None, pl.Float64)
    flagged = pl.col("flags").list.eval(pl.element().is_in(severe)).list.any()
    return (
        rows.group_by(value=pl.col(name))
        .agg(
            rows=pl.len(),
            tokens=tokens.sum().cast(pl.Int64),
            dropped=pl.col("kept").not_().sum(),
            flagged=flagged.fill_null(value=False).sum(),
            quality=quality,
        )
        .sort(["rows", "value"], descending=[True, False])
    )
