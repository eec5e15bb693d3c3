"""Which findings a run looked for, by its pipeline and by what it had."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dataaudit.engine.pipeline import Loaded, Pipeline, load_pipeline
from dataaudit.engine.plan import Plan
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import all_findings
from dataaudit.findings.resolve_findings import AUGMENTATION, TRAINING, active_findings
from dataaudit.gates.counted_rows import Found
from dataaudit.results.result import AuditResult
from dataaudit.store.manifest import Manifest


def looked_for(loaded: Loaded, available: Collection[str]) -> frozenset[str]:
    """Return the names of the findings that a pipeline looks for.

    Args:
        loaded: The pipeline.
        available: Signals, metrics, tables and marks that the run has.
    """
    names = {one.name for one in active_findings(loaded.declaration, available)}
    later = _later(loaded.pipeline)
    return frozenset(names | {one.name for one in all_findings() if one.family in later})


def found_in(plan: Plan, findings: Sequence[Result] = ()) -> Found:
    """Return what a run is about to look for, and what it found so far."""
    return Found(findings=findings, looked_for=looked_for(plan.loaded, plan.available))


def found_by(result: AuditResult) -> Found:
    """Return what a finished run found and looked for."""
    return Found(findings=result.findings, looked_for=_looked_for_by(result.manifest))


def _looked_for_by(manifest: Manifest) -> frozenset[str] | None:
    """Return the names of the findings that a finished run looked for; None of a run of version 0.1."""
    if manifest.available is None:
        return None
    if manifest.roles.get("kind") == TRAINING:
        runs = list(manifest.roles["not_assessed"].values())
        lacking = set.intersection(*(set(one) for one in runs)) if runs else set()
        return frozenset(one.name for one in all_findings() if one.family == TRAINING and one.name not in lacking)
    return looked_for(load_pipeline(mapping=manifest.configuration), manifest.available)


def _later(pipeline: Pipeline) -> set[str]:
    return {family for family, made in ((TRAINING, pipeline.training), (AUGMENTATION, pipeline.augment)) if made}
