"""The numbers of a run by dotted name; rates and shares are fractions of rows.

What a stage knows, its ``SPEC`` measures; here stand the numbers of rows, duplicates, training and augmentation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from dataaudit.augment.guards.candidate import REASONS
from dataaudit.cleaning.dedup_decisions import EMBEDDED, NEAR, SIMILAR
from dataaudit.cleaning.row_facts import group_numbers, has_hash, hash_columns, hash_halves
from dataaudit.engine.judge import Judgement
from dataaudit.findings.finding import Finding, Options, RowFinding
from dataaudit.stages.duplicates.content_hashes import FIELD_HASH
from dataaudit.stages.instructions.instruction_signals import HASHES as INSTRUCTION_HASHES
from dataaudit.stages.registry import result_tables
from dataaudit.stages.spec import Metrics, SignalReader, StageSpec, rate

TRAINING_METRICS = (
    "training.rows", "training.held_out.rows", "training.steps", "training.tokens", "training.learning_rate",
    "training.chance_loss", "training.train.loss", "training.validation.loss", "training.validation.accuracy",
    "training.findings.error", "training.findings.warning", "training.findings.info", "training.hard.rate",
    "training.forgotten.rate", "training.at_once.rate",
)  # fmt: skip
"""Metrics of a run whose clean rows were trained on."""

AUGMENTATION_METRICS = (
    "augmentation.rows", "augmentation.wanted", "augmentation.tried", "augmentation.accepted.rate",
    *(f"augmentation.rejected.{reason}.rate" for reason in REASONS), "augmentation.imbalance_ratio",
)  # fmt: skip
"""Metrics of a run that makes new rows."""


def run_metrics(
    parts: SignalReader,
    judgement: Judgement,
    findings: Sequence[Finding[Options]],
    tables: Mapping[str, pl.DataFrame],
    quarantined: int,
    specs: Collection[StageSpec[Any]],
) -> Metrics:
    """All metrics of a run; a value is None where there is nothing to measure it on.

    Args:
        parts: The signals.
        judgement: What was decided.
        findings: The active findings.
        tables: Result tables that the run has.
        quarantined: Rows in quarantine.
        specs: The stages that are on.
    """
    rows = judgement.rows.height
    kept = int(judgement.kept.sum())
    metrics: Metrics = {
        "rows.read": rows + quarantined,
        "rows.kept": kept,
        "rows.dropped": rows - kept,
        "rows.quarantined": quarantined,
        "rows.kept_rate": rate(kept, rows + quarantined),
        "rows.quarantined_rate": rate(quarantined, rows + quarantined),
    }
    metrics |= _duplicate_metrics(judgement)
    for spec in specs:
        if spec.signal_metrics:
            metrics |= spec.signal_metrics(parts)
    for finding in findings:
        metrics |= finding.metrics(parts)
        if isinstance(finding, RowFinding) and finding.metric:
            metrics[finding.metric] = rate(judgement.flagged[finding.code].count, rows)
    for name, table in result_tables().items():
        if name in tables:
            metrics |= table.metrics(tables[name])
    return metrics


def _duplicate_metrics(judgement: Judgement) -> Metrics:
    rows = judgement.rows
    metrics: Metrics = {}
    names = {"hash_raw": "raw", "hash_text": "exact", "hash_loose": "loose", "hash_row": "row"}
    for column in hash_columns(rows.columns):
        if column in INSTRUCTION_HASHES:
            continue
        name = names.get(column) or f"fields.{column.removeprefix(FIELD_HASH)}"
        present = has_hash(rows, column)
        group = group_numbers(*hash_halves(rows, column), present)
        repeated = int((present & (group != np.arange(rows.height))).sum())
        metrics[f"duplicates.{name}.rate"] = rate(repeated, rows.height)
    if "DUP002" in judgement.flagged:
        metrics["duplicates.near.rate"] = rate(int(judgement.by_near_alone.sum()), rows.height)
    together = judgement.clusters[NEAR].cluster
    kinds = (("DUP002", NEAR, "near"), ("DUP006", EMBEDDED, "embedding"), ("DUP007", SIMILAR, "similar"))
    for code, kind, name in kinds:
        if code in judgement.flagged:
            cluster, pairs = judgement.clusters[kind].cluster, judgement.pairs.new().only(kind)
            one, two = together[pairs.left], together[pairs.right]
            # A crowd of near-duplicates is not listed pair by pair; its pairs by vectors tell nothing new.
            known = (one >= 0) & (one == two) & (kind != NEAR)
            metrics[f"duplicates.{name}.pairs"] = int((~known).sum())
            metrics[f"duplicates.{name}.clusters"] = len(np.unique(cluster[cluster >= 0]))
    return metrics


def augmentation_metrics(classes: pl.DataFrame, counts: pl.DataFrame) -> Metrics:
    """New rows, how many were wanted and tried, the shares that guards rejected, and how balanced classes are now."""
    sums = counts.filter(pl.col("reason").is_null()).group_by("outcome").agg(pl.col("count").sum())
    outcomes: dict[str, int] = dict(sums.iter_rows())
    tried = outcomes.get("accepted", 0) + outcomes.get("rejected", 0)
    reasons = counts.filter((pl.col("outcome") == "rejected") & pl.col("reason").is_not_null())
    by_reason = dict(reasons.group_by("reason").agg(pl.col("count").sum()).iter_rows())
    told = (
        classes.filter(pl.col("label").is_not_null()).select(after=pl.col("before") + pl.col("made"))["after"].to_list()
    )
    values: list[float | int | None] = [
        int(classes["made"].sum() or 0), int(classes["wanted"].sum() or 0), tried,
        rate(outcomes.get("accepted", 0), tried), *(rate(by_reason.get(reason, 0), tried) for reason in REASONS),
        max(told) / min(told) if told and min(told) else None,
    ]  # fmt: skip
    return dict(zip(AUGMENTATION_METRICS, values, strict=True))
