"""Lengths of the texts, and how well the tokenizer fits."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import polars as pl

from dataaudit.findings.finding import Finding, Options
from dataaudit.report.charts.charts import histogram_chart
from dataaudit.report.charts.histogram import length_histogram
from dataaudit.report.section import MOST, Drawing, Page, figure, number, table_of
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec
from dataaudit.stages.tokens.result_schemas import LIMITS
from dataaudit.store.parts import scan_parts

SECTION = SectionSpec(key="length", rank=40, title="Length", family="length")
TEMPLATE = "length.html.j2"
LENGTH_KEYS = ("mean", "std", "min", "median", "p95", "max", "total")
MOST_SCRIPTS = 8


def draw(page: Page) -> Drawing | None:
    """Charts and numbers of lengths; empty where the run has none."""
    tables, t = page.tables, page.t
    metrics = tables.result.metrics
    names = [name for name in ("tokens", "chars", "words") if f"length.{name}.mean" in metrics]
    if not names:
        return None
    limit = next((_option(finding, "max_tokens") for finding in page.findings if finding.code == "LEN002"), None)
    stages = tables.result.manifest.configuration["stages"]
    charts: list[dict[str, Any]] = []
    for name, title in (("tokens", t["length_tokens"]), ("chars", t["length_chars"])):
        histogram = length_histogram(tables.signal(name)) if name in names else None
        if histogram is None:
            continue
        tokenizer = (stages.get("tokens") or {}).get("tokenizer", "")
        caption = title.format(tokenizer=tokenizer)
        marks = [limit] if name == "tokens" and limit and limit <= histogram.edges[-1] else []
        svg = histogram_chart(histogram, title=caption, count_title=t["texts"], marks=marks, width=400)
        charts.append(figure(svg, caption))
    lengths = table_of(
        "", ["", *(t[key] for key in LENGTH_KEYS)],
        [[t[name], *(number(metrics.get(f"length.{name}.{key}")) for key in LENGTH_KEYS)] for name in names],
    )  # fmt: skip
    truncation = None
    if limit and metrics.get("length.truncation.lost_tokens"):
        lost = metrics["length.truncation.lost_tokens"]
        share = percent(metrics["length.truncation.lost_share"])
        truncation = t["truncation"].format(limit=number(limit), lost=number(lost), share=share)
    fit = _tokenizer(page)
    lead = t["length_lead"].format(
        name=t[names[0]], **{key: number(metrics.get(f"length.{names[0]}.{key}")) for key in ("median", "p95", "total")}
    )
    return {
        "lead": lead,
        "figures": charts,
        "truncation": truncation,
        "tokenizer": fit[0] if fit else None,
        "tables": [lengths, *_by_part(page, names[0]), *([fit[1]] if fit else [])],
    }


def _by_part(page: Page, name: str) -> list[dict[str, Any]]:
    """Lengths by class and by split, where there are several."""
    t = page.t
    rows = scan_parts(page.tables.folder, "rows")
    length = pl.col(name).cast(pl.Float64)
    figures = {"median": length.median(), "p95": length.quantile(0.95), "max": length.max()}
    tables = []
    for column in [one for one in ("label", "split") if one in page.tables.columns]:
        parts = (
            rows.group_by(part=pl.col(column))
            .agg(rows=pl.len(), **figures)
            .sort(["rows", "part"], descending=[True, False])
            .collect()
        )
        if parts.height > 1:
            shown = [
                [one["part"] or t["none"], one["rows"], *(number(one[key]) for key in figures)]
                for one in parts.head(MOST).to_dicts()
            ]
            head = [t[column], t["rows"], *(t[key] for key in figures)]
            title = t["length_by"].format(name=t[name], part=t[column])
            tables.append(table_of(title, head, shown, more=(parts.height, "rows")))
    return tables


def _tokenizer(page: Page) -> tuple[str, dict[str, Any]] | None:
    """How the tokenizer fits the texts of every script, and what limits would cost: a sentence and a table."""
    tables, t = page.tables, page.t
    table = tables.summary("tokenizer")
    if table is None or table.is_empty():
        return None
    metrics = tables.result.metrics
    rows = [
        [row["script"] or t["all_scripts"], row["rows"],
         f"{row['chars'] / row['tokens']:.2f}" if row["tokens"] else "–",
         *(percent(row[f"lost_{limit}"] / row["tokens"]) if row["tokens"] else "–" for limit in LIMITS)]
        for row in table.head(MOST_SCRIPTS + 1).to_dicts()
    ]  # fmt: skip
    packing = [metrics[f"tokenizer.packing_{limit}.efficiency"] for limit in LIMITS]
    rows.append([t["packing"], "", "", *(percent(value) if value is not None else "–" for value in packing)])
    head = [
        t["script"], t["rows"], t["characters_per_token"], *(t["lost_at"].format(limit=number(one)) for one in LIMITS),
    ]  # fmt: skip
    rates = [metrics[f"tokenizer.{name}.rate"] for name in ("unknown", "byte_fallback")]
    text = t["tokenizer_text"].format(
        sampled=number(int(table["sampled_tokens"][0])),
        unknown=percent(rates[0]) if rates[0] is not None else "–",
        parts=percent(rates[1]) if rates[1] is not None else "–",
    )
    return text, table_of(t["section_tokenizer"], head, rows)


def _option(finding: Finding[Options], name: str) -> Any:
    """An option of a finding by name, or None."""
    known = {one.name for one in fields(finding.options)}
    return getattr(finding.options, name) if name in known else None
