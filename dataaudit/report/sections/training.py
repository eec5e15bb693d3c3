"""What a model trained on the clean rows says: its curves, and the rows whose course is odd, with their findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.findings.page import show_value
from dataaudit.report.excerpt import excerpt, one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import LONGEST, MOST, Drawing, Page, table_of
from dataaudit.report.training_page import training_figures
from dataaudit.report.translations import percent
from dataaudit.stages.spec import SectionSpec
from dataaudit.store.parts import read_table

SECTION = SectionSpec(key="training", rank=150, title="Training on the clean rows", family="training")
TEMPLATE = "training.html.j2"

FOLDER = "training"
"""Of a run, with the tables of the training."""
_ODD = ("hard", "forgotten")


def draw(page: Page) -> Drawing | None:
    """Curves, figures and rows; None where nothing was trained."""
    tables, t = page.tables, page.t
    dynamics = tables.summary("dynamics")
    if dynamics is None or not dynamics.height:
        return None
    result = tables.result
    metrics = result.metrics
    own = replace(
        result, path=result.path / FOLDER, findings=tuple(one for one in result.findings if one.family == FOLDER)
    )
    charts, more = training_figures(own, t)
    text = t["training_text"].format(
        rows=f"{metrics['training.rows']:,}", tokens=f"{metrics['training.tokens']:,}",
        steps=f"{metrics['training.steps']:,}", rate=show_value(metrics["training.learning_rate"]),
        train=show_value(metrics["training.train.loss"]), validation=show_value(metrics["training.validation.loss"]),
        chance=show_value(metrics["training.chance_loss"]),
    )  # fmt: skip
    accuracy = metrics["training.validation.accuracy"]
    if accuracy is not None:
        text += " " + t["training_accuracy_text"].format(accuracy=percent(accuracy))
    shares = [
        [
            t[f"course_{kind}"],
            f"{dynamics.filter(pl.col('kind') == kind).height:,}",
            percent(metrics[f"training.{kind}.rate"]),
        ]
        for kind in ("hard", "forgotten", "at_once")
    ]
    return {
        "text": text,
        "charts": charts,
        "figures": more,
        "tables": [
            table_of(t["course_kinds"], [t["course"], t["rows"], t["share"]], shares),
            *_odd_rows(tables, dynamics, t),
        ],
    }


def odd_rows(folder: Path) -> list[int]:
    """Rows of an odd course that a report shows; none where nothing was trained."""
    path = folder / "dynamics.parquet"
    if not path.is_file():
        return []
    table = pl.DataFrame(read_table(path, ["row_id", "kind"]))
    return table.filter(pl.col("kind").is_in(_ODD)).head(MOST)["row_id"].to_list()


def _odd_rows(tables: RunTables, dynamics: pl.DataFrame, t: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of an odd course that have an excerpt, and what the data half found in them."""
    odd = dynamics.filter(pl.col("kind").is_in(_ODD)).head(MOST)
    rows: list[list[str]] = []
    for row in odd.to_dicts():
        likely = row.get("label_suggested")
        rows.append(
            [str(row["row_id"]), t[f"course_{row['kind']}"], show_value(row["mean_loss"]),
             "" if row["margin"] is None else show_value(row["margin"]), one_line(row["label"] or ""),
             one_line(likely) if likely and likely != row["label"] else "", ", ".join(row["flags"] or []),
             excerpt(tables.excerpts.get(row["row_id"]) or "", LONGEST)]
        )  # fmt: skip
    if not rows:
        return []
    head = [
        t["row"], t["course"], t["training_loss"], t["margin"], t["given_label"], t["likely_label"],
        t["section_findings"], t["excerpt"],
    ]  # fmt: skip
    return [table_of(t["course_rows"], head, rows)]
