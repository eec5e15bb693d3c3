"""Distributions: lengths, quality signals with their thresholds, classes."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import polars as pl
from markupsafe import Markup

from dataaudit.findings.finding import Finding, Options, RowFinding
from dataaudit.report.charts.charts import bar_chart, histogram_chart
from dataaudit.report.charts.histogram import length_histogram, value_histogram
from dataaudit.report.excerpt import one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.translations import percent
from dataaudit.stages.tokens.tokenizer_fit import LIMITS

LENGTH_KEYS = ("mean", "std", "min", "median", "p95", "max", "total")
MOST_CLASSES = 25
MOST_SCRIPTS = 8


def figure(svg: str, caption: str) -> dict[str, Any]:
    """A chart of ours for the page: it is markup that we made, with all data in it escaped."""
    return {"svg": Markup(svg), "caption": caption}  # noqa: S704


def length_section(tables: RunTables, findings: list[Finding[Options]], t: dict[str, str]) -> dict[str, Any]:
    """Charts and numbers of lengths; empty where the run has none."""
    metrics = tables.result.metrics
    names = [name for name in ("tokens", "chars", "words") if f"length.{name}.mean" in metrics]
    if not names:
        return {}
    limit = next((option(finding, "max_tokens") for finding in findings if finding.code == "LEN002"), None)
    stages = tables.result.manifest.configuration["stages"]
    charts: list[dict[str, Any]] = []
    for name, title in (("tokens", t["length_tokens"]), ("chars", t["length_chars"])):
        histogram = length_histogram(tables.signal(name)) if name in names else None
        if histogram is None:
            continue
        tokenizer = (stages.get("tokens") or {}).get("tokenizer", "")
        caption = title.format(tokenizer=tokenizer)
        marks = [limit] if name == "tokens" and limit and limit <= histogram.edges[-1] else []
        svg = histogram_chart(
            histogram, name=f"length-{name}", title=caption, count_title=t["texts"], marks=marks, width=400
        )
        charts.append(figure(svg, caption))
    lengths = [
        {"name": t[name], "figures": [_number(metrics.get(f"length.{name}.{key}")) for key in LENGTH_KEYS]}
        for name in names
    ]
    truncation = None
    if limit and metrics.get("length.truncation.lost_tokens"):
        lost = metrics["length.truncation.lost_tokens"]
        share = percent(metrics["length.truncation.lost_share"])
        truncation = t["truncation"].format(limit=_number(limit), lost=_number(lost), share=share)
    return {"lengths": lengths, "length_keys": LENGTH_KEYS, "length_charts": charts, "truncation": truncation}


def tokenizer_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """How the tokenizer fits the texts of every script, and what limits would cost."""
    table = tables.summary("tokenizer")
    if table is None or table.is_empty():
        return None
    metrics = tables.result.metrics
    rows = [
        {
            "script": row["script"] or t["all_scripts"],
            "rows": _number(row["rows"]),
            "fit": f"{row['chars'] / row['tokens']:.2f}" if row["tokens"] else "–",
            "lost": [percent(row[f"lost_{limit}"] / row["tokens"]) if row["tokens"] else "–" for limit in LIMITS],
        }
        for row in table.head(MOST_SCRIPTS + 1).to_dicts()
    ]
    packing = [metrics[f"tokenizer.packing_{limit}.efficiency"] for limit in LIMITS]
    rates = [metrics[f"tokenizer.{name}.rate"] for name in ("unknown", "byte_fallback")]
    text = t["tokenizer_text"].format(
        sampled=_number(int(table["sampled_tokens"][0])),
        unknown=percent(rates[0]) if rates[0] is not None else "–",
        parts=percent(rates[1]) if rates[1] is not None else "–",
    )
    return {
        "rows": rows,
        "limits": [_number(limit) for limit in LIMITS],
        "packing": [percent(value) if value is not None else "–" for value in packing],
        "text": text,
    }


def quality_section(tables: RunTables, findings: list[Finding[Options]], t: dict[str, str]) -> list[dict[str, Any]]:
    """A chart for every signal that a quality finding judges, with its threshold."""
    charts: list[dict[str, Any]] = []
    drawn: set[str] = set()
    for finding in findings:
        if finding.family != "quality" or not isinstance(finding, RowFinding):
            continue
        limits = [value for value in finding.thresholds().values() if isinstance(value, int | float)]
        for place, signal in enumerate(finding.reads):
            if signal in drawn or signal not in tables.columns or signal == "visible_chars":
                continue
            drawn.add(signal)
            marks = _marks(finding, place, limits)
            values = tables.signal(signal)
            if values.dtype.kind not in "iufb":  # names have no histogram
                continue
            long_tail = signal in ("chars", "words")
            histogram = length_histogram(values) if long_tail else value_histogram(values, marks)
            if histogram is None:
                continue
            inside = [mark for mark in marks if histogram.edges[0] <= mark <= histogram.edges[-1]]
            svg = histogram_chart(
                histogram,
                name=f"quality-{len(charts)}",
                title=signal,
                count_title=t["texts"],
                marks=inside,
                width=250,
                height=110,
            )
            charts.append(figure(svg, f"{finding.code} {finding.name}"))
    return charts


def _marks(finding: RowFinding[Any], place: int, limits: list[float]) -> list[float]:
    """The thresholds of one of a finding's signals: its own where every signal has one, else all of them."""
    numbers = [float(value) for value in limits if not isinstance(value, bool)]
    return [numbers[place]] if len(finding.reads) > 1 and len(numbers) == len(finding.reads) else numbers


def class_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """Rows by class, and by split where there are several."""
    classes = tables.summary("classes")
    if classes is None or classes.is_empty():
        return None
    everywhere = classes.filter(pl.col("split").is_null())
    by_split = classes.filter(pl.col("split").is_not_null())
    largest = everywhere["label"].head(MOST_CLASSES).to_list()
    source = by_split if by_split.height else everywhere
    rows = [
        {"label": _label(row["label"]), "rows": row["rows"], "split": one_line(row["split"] or "")}
        for row in source.filter(pl.col("label").is_in(largest)).to_dicts()
    ]
    order = {_label(name): place for place, name in enumerate(largest)}
    rows.sort(key=lambda row: order[row["label"]])
    svg = bar_chart(rows, name="classes", count_title=t["rows"], group_title=t["split"])
    ratio = tables.result.metrics.get("classes.imbalance_ratio")
    more = everywhere.height > MOST_CLASSES
    caption = t["more_classes"].format(shown=MOST_CLASSES, total=everywhere.height) if more else ""
    return figure(svg, caption) | {"text": t["classes_text"].format(classes=everywhere.height, ratio=_number(ratio))}


def language_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """Rows by language."""
    table = tables.summary("languages")
    if table is None or table.is_empty():
        return None
    rows = [{"label": row["language"], "rows": row["rows"], "split": ""} for row in table.head(MOST_CLASSES).to_dicts()]
    svg = bar_chart(rows, name="languages", count_title=t["rows"], group_title=t["split"])
    more = table.height > MOST_CLASSES
    caption = t["more_languages"].format(shown=MOST_CLASSES, total=table.height) if more else ""
    unknown = tables.result.metrics.get("language.unknown_share") or 0.0
    count = tables.result.metrics["language.count"]
    return figure(svg, caption) | {"text": t["languages_text"].format(languages=count, unknown=percent(unknown))}


def _label(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= 40 else shown[:39] + "…"


def option(finding: Finding[Options], name: str) -> Any:
    """An option of a finding by name, or None."""
    known = {one.name for one in fields(finding.options)}
    return getattr(finding.options, name) if name in known else None


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
