"""Audits a corpus: read, compute signals, judge, clean, report, gate."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from dataaudit.api.gating import judge_again
from dataaudit.api.notebook_progress import notebook_watcher
from dataaudit.config.address_space import CHARTS, check_address_space
from dataaudit.engine.cluster.contract import Cluster
from dataaudit.engine.cluster.engines import LOCAL, check_engine, cluster_of
from dataaudit.engine.compile_kernels import compile_kernels, uncompiled
from dataaudit.engine.dry_run import dry_run
from dataaudit.engine.finding_table import finding_record, finding_table
from dataaudit.engine.memory import peak_bytes
from dataaudit.engine.pipeline import Loaded
from dataaudit.engine.plan import Plan, make_plan, roles_record, versions
from dataaudit.engine.reading.shards import check_shards
from dataaudit.engine.resolve_input import load_given, open_given
from dataaudit.engine.run import run_plan
from dataaudit.engine.succeeds import succeeds
from dataaudit.engine.summary import write_summary
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.gates.outputs import NAMES, write_outputs
from dataaudit.kernels import CACHE_FOLDER
from dataaudit.report.page import render_report
from dataaudit.report.samples import excerpt_table, shown_clusters, shown_rows
from dataaudit.report.sections.training import odd_rows
from dataaudit.results.judging import Judging, load_judging
from dataaudit.results.looked_for import found_in
from dataaudit.results.result import AuditResult, load_result
from dataaudit.results.worst_rows import kept_partners, worst_rows
from dataaudit.sources.open_corpus import corpus_notes
from dataaudit.stages.personal_data.mask import mask_values
from dataaudit.store.event_log import EventLog, Watcher
from dataaudit.store.manifest import Manifest
from dataaudit.store.run_directory import RunDirectory, check_no_shard, is_finished

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
    baseline: str | Path | None = None,
    settings: Sequence[str] = (),
    engine: str = LOCAL,
    ray_address: str | None = None,
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
        baseline: Folder of an earlier run, or a lock, that rules compare this run with.
        settings: ``key.key=value`` that override the pipeline.
        engine: ``local`` for this process, ``ray`` for a Ray cluster; the tables are the same.
        ray_address: ``host:port`` of the cluster's head; a cluster of this machine's own cores when None.
        watcher: Called with every event of the run; in a notebook, a line of progress is shown without one.

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
    loaded = load_given(source, pipeline, text, template, label, split, against, rules, baseline, settings)
    target = None if out is None else Path(out)
    return audit_loaded(loaded, source, target, watcher or notebook_watcher(), (), engine, ray_address)


def audit_loaded(
    loaded: Loaded,
    source: Any,
    target: Path | None,
    watcher: Watcher | None,
    shards: Sequence[Path] = (),
    engine: str = LOCAL,
    ray_address: str | None = None,
) -> AuditResult:
    """Audit by a pipeline that is complete.

    Args:
        loaded: The pipeline, with what the call gives in it.
        source: Data in memory; else None.
        target: The run's folder; see ``audit``.
        watcher: Called with every event of the run.
        shards: Folders of jobs that have computed the signals of rows already.
        engine: See ``audit``.
        ray_address: See ``audit``.

    Raises:
        AuditError: See ``audit``.
    """
    check_address_space(CHARTS, "drawing charts")
    check_engine(engine, ray_address)
    log = EventLog(None, watcher, mask_values)
    corpus = open_given(source, loaded, target or REPORTS, lambda message: log.emit("note", message=message))
    chosen = loaded.pipeline
    judging = load_judging(chosen.rules, chosen.fail_on, chosen.allow, chosen.baseline)
    plan = make_plan(loaded, corpus)
    folder = target or REPORTS / f"{plan.pipeline.name}-{plan.run_key[:12]}"
    check_no_shard(folder)
    check_shards(shards, plan)
    finished = is_finished(folder, plan.run_key)
    if not finished:
        check_ready(plan, judging)
    with (
        cluster_of(LOCAL if finished else engine, ray_address) as cluster,
        RunDirectory(folder, plan.run_key, watcher, mask_values, partial(succeeds, plan)) as directory,
    ):
        if directory.finished is not None:
            directory.log.emit("already_finished", folder=str(folder))
            directory.drop_next()
            judge_again(load_result(folder), plan.pipeline, judging, directory)
        else:
            if cluster is not None:
                cluster.check(directory.path, plan.corpus)
            _run(plan, judging, directory, shards, cluster)
    result = load_result(folder)
    return replace(result, verdict=result.manifest.verdict)


def check_ready(plan: Plan, judging: Judging | None) -> None:
    """Fail on what a run would fail on later, before it leaves anything behind.

    Raises:
        AuditError: A model, package or evaluation data are missing, or a rule is about what the run will not have.
    """
    plan.prepare()
    if plan.pipeline.augment:
        from dataaudit.engine.augmentation import check_augmentation

        check_augmentation(plan)
    if plan.pipeline.training:
        from dataaudit.training.proxy.train_stage import check_training

        check_training(plan)
    if judging is not None:
        given = dry_run(plan)
        judging.check(given.metrics, given.columns, found_in(plan), plan.corpus.known_columns())


def begin(plan: Plan, directory: RunDirectory) -> None:
    """Say what was found out about the input, and compile what is not compiled yet."""
    if waiting := uncompiled(plan.rows):
        kept = f" (compiled code is kept in {CACHE_FOLDER})" if CACHE_FOLDER else ""
        directory.log.emit("note", message=f"compiling kernels for this machine; later runs skip this{kept}")
        compile_kernels(waiting)
    for sentence in corpus_notes(plan.corpus):
        directory.log.emit("note", message=sentence)


def _run(
    plan: Plan, judging: Judging | None, directory: RunDirectory, shards: Sequence[Path], cluster: Cluster | None
) -> None:
    started, began = datetime.now(UTC), time.monotonic()
    first = [{"file": file.file, "format": file.format, "bytes": file.size} for file in plan.corpus.files[:100]]
    facts = {"run_key": plan.run_key, "version": version("dataaudit"), "files": len(plan.corpus.files)}
    directory.log.emit("run_started", **facts, first_files=first)
    begin(plan, directory)
    outcome = run_plan(plan, directory, shards, cluster)
    if plan.pipeline.augment:
        from dataaudit.engine.augmentation import augment_stage

        augment_stage(plan, directory, outcome)
    if plan.pipeline.training:
        from dataaudit.training.proxy.train_stage import train_stage

        train_stage(plan, directory, outcome)
    directory.write_part("findings.parquet", finding_table(outcome.findings))
    counts = {key: sum(file["rows"][key] for file in outcome.files) for key in _COUNTS}
    findings = [finding_record(result) for result in outcome.findings]
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
            verdict=gated.verdict if gated else None,
            available=sorted(plan.available),
        )

    gated = None
    result = AuditResult(directory.path, manifest({}), outcome.metrics, tuple(outcome.findings), counts, None)
    if judging is not None:
        gated = judging.outcome(result, found_in(plan, outcome.findings))
        result = replace(result, verdict=gated.verdict)
        directory.log.emit("gate", verdict=gated.verdict)
        about = (result.findings, counts, result.metrics, directory.path, outcome.files)
        write_outputs(directory.write_file, gated, *about)
    else:
        for name in NAMES:
            directory.remove_file(name)
    write_summary(directory, counts, outcome.metrics, findings, result.verdict)
    report = plan.pipeline.report
    if not report.raw:
        report = replace(report, clusters=0, samples=0)
    edges = result.costs().shown_edges()["row_id"].unique().to_list() if report.samples else []
    active = active_findings(plan.loaded.declaration, plan.available)
    worst = worst_rows(directory.path, active, outcome.findings, report.samples)
    rows = set(chain(*worst.values()))
    more = rows.union(kept_partners(directory.path, rows), edges, odd_rows(directory.path) if report.samples else ())
    shown = shown_rows(outcome.findings, shown_clusters(result.clusters(), report.clusters), report, more)
    directory.write_part("excerpts.parquet", excerpt_table(plan.corpus, shown))
    directory.write_file("report.html", render_report(result, gated, worst=worst))
    directory.finish(manifest, keep_signals=plan.pipeline.limits.keep_signals and plan.pipeline.report.raw)
    measured = {"seconds": round(time.monotonic() - began, 3), "peak_memory_bytes": peak_bytes()}
    directory.log.emit("run_finished", **measured, disk_bytes=directory.size(), **counts)
