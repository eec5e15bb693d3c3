"""Judges one run by every finding whose tables are there, and marks consequences of other findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dataaudit.findings.finding import RANK, Facts, Finding, Options, Result
from dataaudit.findings.page import worded
from dataaudit.findings.registry import all_findings, find_finding
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.training.task import WHY, task_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The findings of one run.

    Attributes:
        name: Of the run.
        findings: By severity, then by confidence.
        not_assessed: Findings whose tables are missing, and what they need.
    """

    name: str
    findings: tuple[Result, ...]
    not_assessed: Mapping[str, str]


NEEDS = {
    "validation": "a validation loss",
    "baseline": "a baseline loss (--baseline-loss, or dataaudit probe)",
    "gradients": "gradients by parameter (TrainingMonitor)",
    "units": "outputs of activation functions (TrainingMonitor)",
    "monitored_steps": "measurements per step (TrainingMonitor)",
    "samples": "losses by row (TrainingMonitor)",
    "memory": "a memory estimate (training: in a pipeline)",
    "dynamics": "training dynamics of rows (training: in a pipeline)",
    "probes": "dataaudit probe",
    "finder": "the learning-rate finder",
    "train/gradient_norm": "gradient norms in the log",
    "train/loss_scale": "a loss scale in the log",
    "train_eval/loss": "a loss on training data in eval mode (TrainingMonitor.evaluate), or the monitor's probes",
}
"""What the user has to provide for each table."""


def training_findings(options: Mapping[str, Finding[Options]] | None = None) -> list[Finding[Options]]:
    """Return all findings about training, with default options or those of a pipeline."""
    given = options or {}
    return [given.get(one.name) or one() for one in all_findings() if issubclass(one, TrainingFinding)]


def judge_run(
    name: str,
    tables: Mapping[str, pl.DataFrame],
    metrics: Mapping[str, float | int | None],
    findings: Sequence[Finding[Options]] | None = None,
    language: str = "en",
) -> Judged:
    """Judge a run by its tables.

    Args:
        name: Of the run.
        tables: ``curves`` and any others.
        metrics: ``training.chance_loss``, ``training.baseline_loss``, ``training.learning_rate`` where known.
        findings: The findings to use; all with default options when None.
        language: Language of the messages, en or zh.
    """
    facts = Facts(rows=0, read=0, metrics=metrics, tables=tables, flagged={})
    held = (
        tables["curves"].select("split", "metric").unique(maintain_order=True) if "curves" in tables else pl.DataFrame()
    )
    there = {name for name, table in tables.items() if table.height} | {"/".join(row) for row in held.rows()}
    results: list[Result] = []
    lacking: dict[str, str] = {}
    task = task_of(tables)
    for finding in findings if findings is not None else training_findings():
        if task is not None and task.kind in getattr(finding, "not_for", ()):
            lacking[finding.name] = f"{task.kind} ({task.seen}): {WHY[task.kind]}"
            continue
        missing = [table for table in finding.reads if table not in tables]
        if missing:
            lacking[finding.name] = NEEDS[missing[0]]
            continue
        sources = getattr(finding, "one_of", ())
        if sources and not there & set(sources):
            lacking[finding.name] = NEEDS[sources[0]]
            continue
        results += finding.judge(facts)
    placed = [replace(result, where={"run": name, **result.where}) for result in _explained(results)]
    placed.sort(key=lambda one: (one.status != "found", -RANK[one.severity], -(one.confidence or 0.0)))
    return Judged(name=name, findings=tuple(worded(result, 0, language) for result in placed), not_assessed=lacking)


def _explained(results: Sequence[Result]) -> list[Result]:
    """Lower results that another finding explains to information."""
    weighty = {one.name for one in results if one.status == "found" and one.severity != "info"}
    made = []
    for result in results:
        kind: Any = find_finding(result.code)
        roots = [root for root in kind.explained_by if root in weighty]
        if result.status == "found" and roots and result.severity != "info":
            result = replace(result, severity="info", evidence={**result.evidence, "explained_by": roots[0]})
        made.append(result)
    return made


def tables_of(
    curves: pl.DataFrame, notes: pl.DataFrame, metrics: Mapping[str, Any], kind: str = ""
) -> dict[str, pl.DataFrame]:
    """Return the tables of a log: its curves, its notes, and markers for what it contains."""
    tables = {"curves": curves, "log_notes": notes}
    losses = curves.filter(pl.col("metric") == "loss")
    parts = curves.filter(pl.col("metric").str.starts_with("part_loss:"))
    splits = (losses if losses.height else parts)["split"].unique(maintain_order=True).to_list()
    if any(split.startswith(("validation", "test")) for split in splits):
        tables["validation"] = pl.DataFrame({"split": splits})
    if metrics.get("training.baseline_loss") is not None:
        tables["baseline"] = pl.DataFrame({"kind": [kind or "given"]})
    return tables
