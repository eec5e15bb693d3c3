"""Judges a finished run by rules, and builds its page again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from dataaudit.engine.finding_table import finding_record
from dataaudit.engine.pipeline import JUDGED_BY, Pipeline
from dataaudit.engine.summary import write_summary
from dataaudit.errors import ConfigurationError, RunDirectoryError
from dataaudit.gates.outputs import NAMES, write_outputs
from dataaudit.gates.verdict import GATE, GateResult, read_gate
from dataaudit.report.page import render_report
from dataaudit.results.judging import FailOn, Judging, load_judging
from dataaudit.results.looked_for import found_by
from dataaudit.results.result import AuditResult, load_result
from dataaudit.stages.personal_data.mask import mask_values
from dataaudit.store.event_log import Watcher
from dataaudit.store.manifest import damaged_parts, needs_available
from dataaudit.store.run_directory import RunDirectory


def gate(
    run: str | Path | AuditResult,
    rules: Sequence[str] | None = None,
    *,
    fail_on: FailOn | None = None,
    allow: str | Path | None = None,
    baseline: str | Path | None = None,
    watcher: Watcher | None = None,
) -> GateResult:
    """Judge a finished run by rules, and write the verdict into its folder.

    Args:
        run: The run or its folder.
        rules: Shipped gates by name, or paths of rule files or of suites that great-expectations wrote; with none,
            ``fail_on`` decides.
        fail_on: The mildest severity of a failed rule, and of a finding, that fails; rules of severity error when None.
        allow: File of waivers; ``allow.yml`` beside the rules and in the working folder when None.
        baseline: Folder of an earlier run, or a lock, that rules compare this run with.
        watcher: Called with every event.

    Returns:
        The outcome of every rule, and the verdict.

    Raises:
        AuditError: See ``dataaudit.errors``.
    """
    result = run if isinstance(run, AuditResult) else load_result(run)
    judging = load_judging(rules or (), fail_on, allow, baseline)
    if judging is None:
        message = "no rules: name a file or a shipped gate with --rules"
        raise ConfigurationError(message)
    damaged = damaged_parts(result.path, result.manifest)
    if damaged:
        message = f"{result.path / damaged[0]}: is missing or damaged; rerun the same dataaudit run command first"
        raise RunDirectoryError(message)
    with RunDirectory(result.path, result.manifest.run_key, watcher, mask_values) as directory:
        return _judge(result, judging, directory)


def report(
    run: str | Path | AuditResult, *, language: Literal["en", "zh"] | None = None, watcher: Watcher | None = None
) -> Path:
    """Build the page of a finished run again, from its tables.

    The verdict is that of the gate that judged it last.

    Args:
        run: The run or its folder.
        language: In place of the pipeline's.
        watcher: Called with every event.

    Returns:
        The page.

    Raises:
        AuditError: See ``dataaudit.errors``.
    """
    result = run if isinstance(run, AuditResult) else load_result(run)
    needs_available(result.path, result.manifest, "report")
    outcome = read_gate(result.path) if (result.path / GATE).is_file() else None
    with RunDirectory(result.path, result.manifest.run_key, watcher, mask_values) as directory:
        directory.write_file("report.html", render_report(result, outcome, language))
    return result.path / "report.html"


def judge_again(result: AuditResult, pipeline: Pipeline, judging: Judging | None, directory: RunDirectory) -> None:
    """Judge a finished run by what its pipeline names now, unless that is what judged it last.

    Args:
        result: The run.
        pipeline: The pipeline as it is now: rules are not part of what identifies a run.
        judging: Its rules, waivers and baseline; None if it names none.
        directory: The run's folder.
    """
    if judging is None and result.manifest.verdict is None:
        return  # what ``gate`` has written since stays
    if judging is not None and judging.key == _judged_by(result.path):
        return
    verdict = None
    if judging is not None:
        verdict = _judge(result, judging, directory).verdict
    else:
        for name in NAMES:
            directory.remove_file(name)
        _write_verdict(replace(result, verdict=None), None, directory)
    named = {key: getattr(pipeline, key) for key in JUDGED_BY}
    configuration = result.manifest.configuration | json.loads(json.dumps(named))
    replace(result.manifest, configuration=configuration, verdict=verdict).write(result.path)


def _judge(result: AuditResult, judging: Judging, directory: RunDirectory) -> GateResult:
    outcome = judging.outcome(result, found_by(result))
    directory.log.emit("gate", verdict=outcome.verdict)
    facts = (result.findings, result.row_counts, result.metrics, result.path, result.manifest.inputs)
    write_outputs(directory.write_file, outcome, *facts)
    _write_verdict(replace(result, verdict=outcome.verdict), outcome, directory)
    return outcome


def _write_verdict(result: AuditResult, outcome: GateResult | None, directory: RunDirectory) -> None:
    findings = [finding_record(one) for one in result.findings]
    write_summary(directory, dict(result.row_counts), dict(result.metrics), findings, result.verdict)
    if result.manifest.available is not None:  # the page of a run of version 0.1 cannot be built again
        directory.write_file("report.html", render_report(result, outcome))


def _judged_by(folder: Path) -> str | None:
    try:
        return read_gate(folder).key
    except RunDirectoryError:
        return None
