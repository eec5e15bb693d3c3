"""Adds the training on clean rows to a run: reads the run's tables, and adds findings, metrics and tables."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl

from dataaudit.engine.plan import Plan
from dataaudit.engine.run import Outcome
from dataaudit.engine.timed_stage import timed_stage
from dataaudit.errors import ConfigurationError
from dataaudit.findings.resolve_findings import TRAINING, later_findings
from dataaudit.results.result import clean_texts
from dataaudit.store.parts import scan_parts
from dataaudit.store.run_directory import RunDirectory
from dataaudit.training.proxy.models import SMALL
from dataaudit.training.proxy.stage import NAME, train_on_rows

_COLUMNS = (
    "row_id", "file", "position", "split", "label", "flags", "label_suggested", "label_issue_score", "near_cluster",
    "embedding_cluster",
)  # fmt: skip


def check_training(plan: Plan) -> None:
    """Fail before a run writes anything if its training cannot start.

    Raises:
        ConfigurationError: The model or the label column is missing.
    """
    settings = plan.pipeline.training
    if not settings:
        return
    if settings.model != SMALL and not (Path(settings.model) / "config.json").is_file():
        message = f"training.model: {settings.model} has no config.json; give the folder of a transformers model"
        raise ConfigurationError(message)
    if settings.task == "classes" and not plan.corpus.roles.label:
        message = "training.task: classes needs a label column (--label)"
        raise ConfigurationError(message)


def train_stage(plan: Plan, directory: RunDirectory, outcome: Outcome) -> None:
    """Train on the clean rows of a run whose tables are written, and add findings, metrics and tables.

    Args:
        plan: Plan with ``training`` enabled.
        directory: The run's folder.
        outcome: The result of the run so far; added to.

    Raises:
        AuditError: The model cannot be loaded, or a recipe does not fit it.
    """
    settings = plan.pipeline.training
    if not settings:
        return
    with timed_stage(NAME, directory, outcome.stages, "Training a small model on the clean rows") as facts:
        trained = train_on_rows(
            kept_rows(directory), partial(clean_texts, directory.path, plan.corpus.roles.text), settings,
            later_findings(plan.loaded.declaration, TRAINING), plan.pipeline.report.language, directory.log.emit,
        )  # fmt: skip
        facts["rows"] = trained.dynamics.height
        facts["facts"] = {"not_assessed": dict(trained.not_assessed)}
    directory.write_part("dynamics.parquet", trained.dynamics.to_arrow())
    for name, frame in trained.tables.items():
        if frame.width and name not in ("dynamics", "samples"):
            told = frame.select(pl.lit(NAME).alias("run"), pl.all())
            directory.write_part(f"training/{name}.parquet", told.to_arrow())
    outcome.metrics |= trained.metrics
    outcome.findings += trained.findings
    outcome.notes += [f"{NAME}: {note}" for note in trained.notes]


def kept_rows(directory: RunDirectory) -> pl.DataFrame:
    """Return the kept rows with the columns that training uses."""
    rows = scan_parts(directory.path, "rows")
    there = set(rows.collect_schema().names())
    return rows.filter(pl.col("kept")).select([name for name in _COLUMNS if name in there]).collect()
