"""Lengths of the texts, and how well the tokenizer fits."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dataaudit.findings.finding import Finding, Options
from dataaudit.report.charts.charts import histogram_chart
from dataaudit.report.charts.histogram import length_histogram
from dataaudit.report.section import Drawing, Page, figure, number
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec
from dataaudit.stages.tokens.result_schemas import LIMITS

SECTION = SectionSpec(key="length", rank=40, title="Length")
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
    lengths = [
        {"name": t[name], "figures": [number(metrics.get(f"length.{name}.{key}")) for key in LENGTH_KEYS]}
        for name in names
    ]
    truncation = None
    if limit and metrics.get("length.truncation.lost_tokens"):
        lost = metrics["length.truncation.lost_tokens"]
        share = percent(metrics["length.truncation.lost_share"])
        truncation = t["truncation"].format(limit=number(limit), lost=number(lost), share=share)
    return {
        "lengths": lengths,
        "length_keys": LENGTH_KEYS,
        "figures": charts,
        "truncation": truncation,
        "tokenizer": _tokenizer(page),
    }


def _tokenizer(page: Page) -> dict[str, Any] | None:
    """How the tokenizer fits the texts of every script, and what limits would cost."""
    tables, t = page.tables, page.t
    table = tables.summary("tokenizer")
    if table is None or table.is_empty():
        return None
    metrics = tables.result.metrics
    rows = [
        {
            "script": row["script"] or t["all_scripts"],
            "rows": number(row["rows"]),
            "fit": f"{row['chars'] / row['tokens']:.2f}" if row["tokens"] else "–",
            "lost": [percent(row[f"lost_{limit}"] / row["tokens"]) if row["tokens"] else "–" for limit in LIMITS],
        }
        for row in table.head(MOST_SCRIPTS + 1).to_dicts()
    ]
    packing = [metrics[f"tokenizer.packing_{limit}.efficiency"] for limit in LIMITS]
    rates = [metrics[f"tokenizer.{name}.rate"] for name in ("unknown", "byte_fallback")]
    text = t["tokenizer_text"].format(
        sampled=number(int(table["sampled_tokens"][0])),
        unknown=percent(rates[0]) if rates[0] is not None else "–",
        parts=percent(rates[1]) if rates[1] is not None else "–",
    )
    return {
        "rows": rows,
        "limits": [number(limit) for limit in LIMITS],
        "packing": [percent(value) if value is not None else "–" for value in packing],
        "text": text,
    }


def _option(finding: Finding[Options], name: str) -> Any:
    """An option of a finding by name, or None."""
    known = {one.name for one in fields(finding.options)}
    return getattr(finding.options, name) if name in known else None
