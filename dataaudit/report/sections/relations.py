"""Relations between rows: leaks, label issues, what tells a class, how splits differ, and the map of topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dataaudit.findings.page import show_value
from dataaudit.report.charts.charts import map_chart
from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.sections.distributions import figure
from dataaudit.report.translations import percent

MOST = 20
"""Rows of a table that a page shows."""
LONGEST = 160

Table = dict[str, Any]


def leakage_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """The matrix of splits and tiers, what it does to scores, examples; None where nothing was sought."""
    splits, leaks = tables.summary("split_leaks"), tables.summary("leaks")
    if splits is None or leaks is None or splits.is_empty():
        return None
    tiers = splits["tier"].unique(maintain_order=True).to_list()
    by_pair = list(splits.iter_slices(len(tiers)))  # a pair of splits is as many rows as there are tiers
    matrix = [
        [part["split"][0] or "–", part["item_split"][0], *part["items"].to_list(), part["items_total"][0]]
        for part in by_pair
    ]
    found = [
        table_of(
            t["leak_matrix"],
            [t["split"], t["item_split"], *(t[f"tier_{tier}"] for tier in tiers), t["items_total"]],
            matrix,
        )
    ]
    inflation = tables.summary("score_inflation")
    if inflation is not None and inflation.height:
        found.append(
            table_of(
                t["inflation"],
                [t["item_split"], t["leaked"], t["score_all"], t["score_clean"], t["inflation_short"], t["interval"]],
                [
                    [row["item_split"], row["leaked"], row["score"], row["clean_score"], row["inflation"],
                     f"{row['low']:.3f} – {row['high']:.3f}"]
                    for row in inflation.to_dicts()
                ],
            )
        )  # fmt: skip
    if leaks.height:
        strength = {tier: place for place, tier in enumerate(tiers)}
        first = leaks.sort(
            pl.col("tier").replace_strict(strength, return_dtype=pl.Int64), -pl.col("score"), maintain_order=True
        )
        shown = first.group_by("tier", maintain_order=True).head(MOST // 4)
        found.append(
            table_of(
                t["leak_examples"],
                [t["tier"], t["row"], t["item"], t["score"], t["answer_found"], t["matched"]],
                [
                    [t[f"tier_{row['tier']}"], str(row["row_id"]), row["item"], row["score"],
                     "" if row["answer_found"] is None else t["yes"] if row["answer_found"] else t["no"],
                     excerpt(row["matched"] or "", LONGEST)]
                    for row in shown.to_dicts()
                ],
            )
        )  # fmt: skip
    return {"text": t["leakage_text"], "tables": found, "figures": []}


def label_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """How sure the model is, how much noise there is, and the classes that are confused; None without a model."""
    summary, confusions = tables.summary("label_summary"), tables.summary("label_confusions")
    if summary is None or confusions is None:
        return None
    values: dict[str, Any] = dict(summary.select("name", "value").iter_rows())
    if "rows" not in values:
        reason = summary.filter(pl.col("name") == "reason")["text"].to_list()
        return {
            "text": t["labels_none"].format(reason=one_line(reason[0] if reason else "")),
            "tables": [],
            "figures": [],
        }
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
    return {"text": text, "tables": [table_of(t["confusions"], head, rows)] if rows else [], "figures": []}


def topic_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any] | None:
    """The map of topics; None where there is none."""
    topics = tables.summary("topics")
    if topics is None or topics.is_empty():
        return None
    points = [
        {"x": row["x"], "y": row["y"], "rows": row["rows"], "topic": ", ".join(row["words"][:2])}
        for row in topics.to_dicts()
    ]
    svg = map_chart(points, name="topics", count_title=t["rows"])
    rows = [
        [row["topic"], row["rows"], percent(row["share"]), ", ".join(map(one_line, row["words"]))]
        for row in topics.to_dicts()
    ]
    head = [t["topic"], t["rows"], t["share"], t["words_of_topic"]]
    return {"text": t["topics_text"], "tables": [table_of("", head, rows)], "figures": [figure(svg, t["topic_map"])]}


def class_tables(tables: RunTables, t: dict[str, str]) -> list[Table]:
    """What tells a class without understanding, how splits differ, and weights that balance."""
    found: list[Table] = []
    shortcuts = tables.summary("shortcuts")
    if shortcuts is not None and shortcuts.height:
        rows = [
            [t[f"shortcut_{row['kind']}"], row["token"] or "", row["label"] or "", row["strength"],
             percent(row["share_of_class"]) if row["share_of_class"] is not None else ""]
            for row in shortcuts.head(MOST).to_dicts()
        ]  # fmt: skip
        head = [t["told_by"], t["word"], t["label"], t["strength"], t["share_of_class"]]
        found.append(table_of(t["shortcuts_title"], head, rows))
    drift = tables.summary("split_drift")
    if drift is not None and drift.height:
        rows = [
            [row["split_a"], row["split_b"], row["signal"], row["effect"], f"{row['p_value']:.2g}", row["most"] or ""]
            for row in drift.sort("effect", descending=True).head(MOST).to_dicts()
        ]
        found.append(
            table_of(t["drift_title"], [t["split"], t["split"], t["signal"], t["effect"], "p", t["most"]], rows)
        )
    weights = tables.summary("class_weights")
    if weights is not None and weights.height > 1:
        rows = [
            [row["label"], row["rows"], row["inverse_weight"], row["effective_weight"], row["repeat"]]
            for row in weights.head(MOST).to_dicts()
        ]
        head = [t["label"], t["rows"], t["inverse_weight"], t["effective_weight"], t["repeat"]]
        found.append(table_of(t["weights_title"], head, rows))
    return found


def table_of(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """A table for the page: cells as text, and whether each column holds numbers."""
    numbers = [
        all(isinstance(row[place], int | float) for row in rows) if rows else False for place in range(len(head))
    ]
    cells = [[one_line(cell) if isinstance(cell, str) else show_value(cell) for cell in row] for row in rows]
    return {"title": title, "head": list(zip(head, numbers, strict=True)), "rows": cells, "numbers": numbers}
