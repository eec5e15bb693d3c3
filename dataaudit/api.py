"""What the command line calls and notebooks import: audit a corpus, gate a run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pyarrow as pa

from dataaudit.config.address_space import CHARTS, check_address_space
from dataaudit.config.shipped import find_declared
from dataaudit.engine.compile_kernels import compile_kernels, uncompiled
from dataaudit.engine.dry_run import dry_run
from dataaudit.engine.finding_table import finding_record, finding_table
from dataaudit.engine.memory import peak_bytes
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.plan import Plan, make_plan, roles_record, versions
from dataaudit.engine.resolve_input import given_paths, load_given, open_given
from dataaudit.engine.run import run_plan
from dataaudit.engine.summary import write_summary
from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.gates.evaluate import check_gate, evaluate_gate
from dataaudit.gates.outputs import NAMES, write_outputs
from dataaudit.gates.rules import Gate, load_gate
from dataaudit.gates.verdict import GateResult
from dataaudit.kernels import CACHE_FOLDER
from dataaudit.report.page import render_report
from dataaudit.report.samples import excerpt_table, shown_clusters, shown_rows
from dataaudit.report.sections.training import odd_rows
from dataaudit.results.calibrate import learnt_options, needed_columns, preset_document
from dataaudit.results.looked_for import found_by, found_in
from dataaudit.results.result import AuditResult, load_result
from dataaudit.selftests.plants import plant
from dataaudit.selftests.recall import FEWEST, Recall, recalls, sample_rows
from dataaudit.sources.open_corpus import corpus_notes
from dataaudit.stages.personal_data.mask import mask_values
from dataaudit.stages.registry import all_stages
from dataaudit.store.atomic import write_table
from dataaudit.store.event_log import Watcher
from dataaudit.store.manifest import Manifest, damaged_parts, needs_available
from dataaudit.store.run_directory import RunDirectory, is_finished

REPORTS = Path("reports")
"""Where a run lands that is given no folder."""

_COUNTS = ("read", "kept", "dropped", "quarantined")


def audit(
    source: Any = None,
    *,
    pipeline: str | Path | Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    split: str | None = None,
    against: str | Path | Sequence[str | Path] | None = None,
    rules: Sequence[str] | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> AuditResult:
    """Audit a corpus: read it, compute signals, judge, clean, report, gate.

    The same call on the same input returns the existing result; an interrupted run resumes where it stopped.

    Args:
        source: A path, glob or ``hf://`` name or several of them, a ``datasets.Dataset`` or ``DatasetDict``, a polars
            or pandas frame, or an Arrow table; None for the pipeline's own ``input.paths``.
        pipeline: A shipped pipeline's name, a file, or its content as a mapping; the default one when None.
        out: The run's folder; ``reports/<pipeline>-<fingerprint>`` when None.
        text: Column of the text.
        template: Columns joined to one text, as ``"{question} {answer}"``.
        label: Column of the class.
        split: Column of the split.
        against: Files, folders or globs whose rows are evaluation items; the rows are checked against them.
        rules: Gates in place of the pipeline's, by shipped name or path.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event of the run.

    Returns:
        The finished run; its verdict says whether the rules, if any, were kept.

    Raises:
        AuditError: See ``dataaudit.errors``; nothing is half-written.

    Examples:
        >>> import polars as pl, tempfile
        >>> frame = pl.DataFrame({"text": ["See you at noon tomorrow", "See you at noon tomorrow", "Rain again today"]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     result = audit(frame, out=f"{folder}/run", settings=["stages.tokens=false"])
        ...     result.row_counts["kept"], result.metrics["duplicates.exact.rate"]
        (2, 0.3333333333333333)
    """
    check_address_space(CHARTS, "drawing charts")
    loaded = load_given(source, pipeline, text, template, label, split, against, rules, settings)
    target = Path(out) if out is not None else None
    corpus = open_given(source, loaded, target or REPORTS)
    names = loaded.pipeline.rules
    gate = load_gate(names) if names else None
    plan = make_plan(loaded, corpus, _content_digest(names))
    folder = target or REPORTS / f"{plan.pipeline.name}-{plan.run_key[:12]}"
    if not is_finished(folder, plan.run_key):
        plan.prepare()
        if plan.pipeline.augment:
            from dataaudit.engine.augmentation import check_augmentation

            check_augmentation(plan)
        if plan.pipeline.training:
            from dataaudit.training.proxy.train_stage import check_training

            check_training(plan)
        if gate is not None:
            given = dry_run(plan)
            check_gate(gate, given.metrics, given.columns, found_in(plan), corpus.known_columns())
    with RunDirectory(folder, plan.run_key, watcher, mask_values) as directory:
        if directory.finished is not None:
            directory.log.emit("already_finished", folder=str(folder))
        else:
            _run(plan, gate, directory)
    result = load_result(folder)
    return replace(result, verdict=result.manifest.verdict)


def gate(
    run: str | Path | AuditResult,
    rules: Sequence[str],
    *,
    fail_on: Literal["error", "warning"] | None = None,
    watcher: Watcher | None = None,
) -> GateResult:
    """Judge a finished run by rules, and write the verdict into its folder.

    Args:
        run: The run or its folder.
        rules: Shipped gates by name, or paths of rule files or of suites that great-expectations wrote.
        fail_on: The mildest severity of a failed rule, and of a finding, that fails; rules of severity error when None.
        watcher: Called with every event.

    Returns:
        The outcome of every rule, and the verdict.

    Raises:
        AuditError: See ``dataaudit.errors``.
    """
    result = run if isinstance(run, AuditResult) else load_result(run)
    loaded_gate = load_gate(rules)
    damaged = damaged_parts(result.path, result.manifest)
    if damaged:
        message = f"{result.path / damaged[0]}: is missing or damaged; rerun the same dataaudit run command first"
        raise RunDirectoryError(message)
    with RunDirectory(result.path, result.manifest.run_key, watcher, mask_values) as directory:
        outcome = evaluate_gate(loaded_gate, result.path, result.metrics, found_by(result), fail_on)
        directory.log.emit("gate", verdict=outcome.verdict)
        write_outputs(directory.write_file, outcome, result.findings, dict(result.row_counts))
        findings = [finding_record(one) for one in result.findings]
        write_summary(directory, dict(result.row_counts), dict(result.metrics), findings, outcome.verdict)
        if result.manifest.available is not None:  # the page of a run of version 0.1 cannot be built again
            directory.write_file("report.html", render_report(load_result(result.path), outcome))
    return outcome


def report(
    run: str | Path | AuditResult, *, language: Literal["en", "zh"] | None = None, watcher: Watcher | None = None
) -> Path:
    """Build the page of a finished run again, from its tables.

    The verdict is that of the rules that the pipeline names; a later ``gate`` writes its own.

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
    names = load_pipeline(mapping=result.manifest.configuration).pipeline.rules if result.verdict else ()
    with RunDirectory(result.path, result.manifest.run_key, watcher, mask_values) as directory:
        outcome, fail_on = None, result.manifest.configuration["fail_on"]
        if result.verdict and (names or fail_on):
            loaded_gate = load_gate(names) if names else None
            outcome = evaluate_gate(loaded_gate, result.path, result.metrics, found_by(result), fail_on)
        directory.write_file("report.html", render_report(result, outcome, language))
    return result.path / "report.html"


def calibrate(
    source: Any,
    *,
    preset: str = "dataaudit",
    share: float = 0.01,
    fewest: int = 200,
    text: str | None = None,
    template: str | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> dict[str, Any]:
    """Learn thresholds from texts that you trust.

    Every bound of a preset gets the value beyond which at most a share of the texts lies, by language where there are
    enough of them. Nothing is left on disk.

    Args:
        source: As ``audit`` takes it.
        preset: The preset whose findings are learnt, by name or path.
        share: Share of the reference texts that may lie beyond a threshold.
        fewest: Texts that a threshold is learnt from at least.
        text: Column of the text.
        template: Columns joined to one text.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event.

    Returns:
        A preset, as a file of ``rules/presets`` holds it.

    Raises:
        InputError: No finding of the preset has enough texts, or the share is out of range.
    """
    if not 0 <= share < 0.5 or fewest < 1:
        message = f"share must be at least 0 and below 0.5 (got {share:g}), and fewest at least 1 (got {fewest})"
        raise InputError(message)
    stages: dict[str, Any] = {spec.name: False for spec in all_stages() if not spec.calibrates}
    pipeline = {
        "name": "calibrate",
        "stages": {**stages, "tokens": {"tokenizer": False}, "quality": {"presets": [preset]}},
        "report": {"clusters": 0, "samples": 0},
    }
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        result = audit(
            source, pipeline=pipeline, out=Path(folder) / "run", text=text, template=template, label="",
            settings=settings, watcher=watcher,
        )  # fmt: skip
        loaded = load_pipeline(mapping=result.manifest.configuration)
        findings = active_findings(loaded.declaration, result.manifest.available or ())
        rows = result.rows(sorted(needed_columns(findings) & set(result.columns())))
    options = learnt_options(rows, [one for one in findings if one.by_preset], share, fewest)
    if not options:
        message = f"{rows.height} texts are too few to learn from: at least {fewest} are needed (--fewest)"
        raise InputError(message)
    name = ", ".join(given_paths(source) or ["a table"])
    return preset_document(
        f"Learned from {rows.height:,} texts", f"{name}; at most {share:g} beyond a threshold", options
    )


def selftest(
    source: Any = None,
    *,
    pipeline: str | Path | None = None,
    rows: int = 2000,
    each: int = 100,
    seed: int = 1,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    split: str | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> list[Recall]:
    """Tell what an audit with these settings would find of known defects in data like yours.

    Copies with edits, leaks of evaluation items, personal data, mojibake and flipped labels are planted into a copy
    of some rows, the copy is audited with the same settings, and what was found is counted. Nothing is left on disk.

    Args:
        source: As ``audit`` takes it.
        pipeline: A shipped pipeline's name or a file.
        rows: Rows of the sample.
        each: Defects of every kind, at most.
        seed: Where places and values come from.
        text: Column of the text.
        template: Columns joined to one text.
        label: Column of the class.
        split: Column of the split.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event.

    Returns:
        Recall by kind of defect.

    Raises:
        InputError: Fewer than fifty rows have a text.
    """
    loaded = load_given(source, pipeline, text, template, label, split, None, None, settings)
    sample = sample_rows(open_given(source, loaded, REPORTS), rows)
    if len(sample) < FEWEST:
        message = f"{len(sample)} rows with a text are too few for a self-test; at least {FEWEST} are needed"
        raise InputError(message)
    planted = plant(sample, each, seed)
    frame = pa.table(
        {
            "text": [row.text for row in planted.rows],
            "label": pa.array([row.label for row in planted.rows], pa.string()),
        }
    )
    labelled = any(row.label is not None for row in planted.rows)
    document = {key: value for key, value in loaded.document.value.items() if key not in ("input", "rules", "report")}
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        against = Path(folder) / "items.parquet"
        write_table(against, pa.table({"text": planted.items or [""]}))
        result = audit(
            frame,
            pipeline={**document, "report": {"clusters": 0, "samples": 0}},
            out=Path(folder) / "run",
            text="text",
            label="label" if labelled else "",
            against=[against] if planted.items and loaded.pipeline.stages.leakage else None,
            watcher=watcher,
        )
        return recalls(result, planted, loaded.pipeline.stages.minhash)


def _content_digest(names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(find_declared("rules/gates", name).read_bytes())
    return digest.hexdigest()


def _run(plan: Plan, gate: Gate | None, directory: RunDirectory) -> None:
    started, began = datetime.now(UTC), time.monotonic()
    first = [{"file": file.file, "format": file.format, "bytes": file.size} for file in plan.corpus.files[:100]]
    facts = {"run_key": plan.run_key, "version": version("dataaudit"), "files": len(plan.corpus.files)}
    directory.log.emit("run_started", **facts, first_files=first)
    if waiting := uncompiled(plan.rows):
        kept = f" (compiled code is kept in {CACHE_FOLDER})" if CACHE_FOLDER else ""
        directory.log.emit("note", message=f"compiling kernels for this machine; later runs skip this{kept}")
        compile_kernels(waiting)
    for sentence in corpus_notes(plan.corpus):
        directory.log.emit("note", message=sentence)
    outcome = run_plan(plan, directory)
    if plan.pipeline.augment:
        from dataaudit.engine.augmentation import augment_stage

        augment_stage(plan, directory, outcome)
    if plan.pipeline.training:
        from dataaudit.training.proxy.train_stage import train_stage

        train_stage(plan, directory, outcome)
    directory.write_part("findings.parquet", finding_table(outcome.findings))
    counts = {key: sum(file["rows"][key] for file in outcome.files) for key in _COUNTS}
    findings = [finding_record(result) for result in outcome.findings]
    verdict, gated = None, None
    if gate is not None or plan.pipeline.fail_on is not None:
        fail_on, found = plan.pipeline.fail_on, found_in(plan, outcome.findings)
        gated = evaluate_gate(gate, directory.path, outcome.metrics, found, fail_on)
        verdict = gated.verdict
        directory.log.emit("gate", verdict=verdict)
        write_outputs(directory.write_file, gated, outcome.findings, counts)
    else:
        for name in NAMES:
            directory.remove_file(name)
    write_summary(directory, counts, outcome.metrics, findings, verdict)

    ended, seconds = datetime.now(UTC), round(time.monotonic() - began, 3)  # once: the page names it, the manifest too

    def manifest(parts: dict[str, dict[str, Any]]) -> Manifest:
        return Manifest(
            run_key=plan.run_key,
            started=started.isoformat(timespec="seconds"),
            finished=ended.isoformat(timespec="seconds"),
            seconds=seconds,
            versions=versions(plan),
            configuration=json.loads(json.dumps(asdict(plan.pipeline))),
            roles=roles_record(plan.corpus),
            inputs=outcome.files,
            stages=outcome.stages,
            parts=parts,
            notes=[*corpus_notes(plan.corpus), *outcome.notes],
            verdict=verdict,
            available=sorted(plan.available),
        )

    result = AuditResult(directory.path, manifest({}), outcome.metrics, tuple(outcome.findings), counts, verdict)
    report = plan.pipeline.report
    if not report.raw:
        report = replace(report, clusters=0, samples=0)
    edges = result.costs().shown_edges()["row_id"].unique().to_list() if report.samples else []
    more = [*edges, *(odd_rows(directory.path) if report.samples else [])]
    shown = shown_rows(outcome.findings, shown_clusters(result.clusters(), report.clusters), report, more)
    directory.write_part("excerpts.parquet", excerpt_table(plan.corpus, shown))
    directory.write_file("report.html", render_report(result, gated))
    directory.finish(manifest)
    measured = {"seconds": round(time.monotonic() - began, 3), "peak_memory_bytes": peak_bytes()}
    directory.log.emit("run_finished", **measured, disk_bytes=directory.size(), **counts)
