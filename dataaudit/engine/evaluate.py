"""The one way from stored signals and tables to what a run says: decisions about rows, metrics, results.

A run takes it over the signals that it has just written, ``rethreshold`` over those of a finished run with other
options, ``dry_run`` over no rows at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dataaudit.engine.judge import Duplicates, Judgement, judge
from dataaudit.engine.metrics import run_metrics
from dataaudit.engine.pipeline import Pipeline
from dataaudit.findings.finding import Facts, Finding, Options, Result
from dataaudit.findings.page import worded
from dataaudit.stages.personal_data.mask import mask_names, mask_values
from dataaudit.stages.registry import all_stages
from dataaudit.stages.spec import Metrics, SignalReader, StageSpec


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run says.

    Attributes:
        judgement: What was decided about every row.
        metrics: By dotted name.
    """

    judgement: Judgement
    metrics: Metrics


def evaluate(
    parts: SignalReader,
    findings: Sequence[Finding[Options]],
    pipeline: Pipeline,
    duplicates: Duplicates,
    tables: Mapping[str, pl.DataFrame],
    quarantined: int,
) -> Evaluation:
    """Decide about every row, and measure.

    Args:
        parts: The signals.
        findings: The active findings.
        pipeline: For ``clean``, and for the stages that are on.
        duplicates: Verified pairs and their clusters.
        tables: Result tables that the run has.
        quarantined: Rows in quarantine.

    Raises:
        ConfigurationError: ``clean.drop`` names what cannot be dropped.
    """
    judgement = judge(parts, findings, pipeline.clean, duplicates)
    metrics = run_metrics(parts, judgement, findings, tables, quarantined, active_specs(pipeline))
    return Evaluation(judgement, metrics)


def active_specs(pipeline: Pipeline) -> list[StageSpec[Any]]:
    """The stages that a pipeline has on."""
    return [spec for spec in all_stages() if getattr(pipeline.stages, spec.name)]


def results(
    evaluation: Evaluation,
    findings: Collection[Finding[Options]],
    tables: Mapping[str, pl.DataFrame],
    language: str,
) -> list[Result]:
    """What findings say about a run, in words.

    Args:
        evaluation: The run's.
        findings: The active findings.
        tables: Small tables that findings about the whole run read.
        language: en or zh.
    """
    rows = evaluation.judgement.height
    facts = Facts(
        rows=rows,
        read=int(evaluation.metrics["rows.read"] or 0),
        metrics=evaluation.metrics,
        tables=tables,
        flagged=evaluation.judgement.flagged,
    )
    told = [worded(result, rows, language) for finding in findings for result in finding.judge(facts)]
    return [replace(one, message=mask_names(one.message), evidence=mask_values(one.evidence)) for one in told]
