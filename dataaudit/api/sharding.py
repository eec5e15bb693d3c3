"""Audits a corpus by several jobs that know nothing of each other, and joins what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dataaudit.api.auditing import audit_loaded, begin, check_ready
from dataaudit.config.strict_yaml import KeyPath
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.plan import make_plan
from dataaudit.engine.reading.shards import ShardRecord, check_together, read_shard, run_shard
from dataaudit.engine.resolve_input import load_given, open_given
from dataaudit.errors import RunDirectoryError
from dataaudit.results.judging import load_judging
from dataaudit.results.result import AuditResult
from dataaudit.sources.row_choice.shard import Shard
from dataaudit.stages.personal_data.mask import mask_values
from dataaudit.store.event_log import EventLog, Watcher
from dataaudit.store.manifest import NAME as MANIFEST
from dataaudit.store.run_directory import SHARD, RunDirectory


def audit_shard(
    source: Any = None,
    shard: str = "1/1",
    *,
    out: str | Path,
    pipeline: str | Path | Mapping[str, Any] | None = None,
    text: str | None = None,
    template: str | None = None,
    label: str | None = None,
    split: str | None = None,
    against: str | Path | Sequence[str | Path] | None = None,
    rules: Sequence[str] | None = None,
    baseline: str | Path | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> ShardRecord:
    """Compute the signals of one of several parts of a corpus; ``merge`` makes the audit of them.

    Args:
        source: As in ``audit``; every job is given the same.
        shard: ``K/N``, with K from 1 to N.
        out: A folder for this shard alone.
        pipeline: As in ``audit``, like all that follows.
        text: Column of the text.
        template: Columns joined to one text.
        label: Column of the class.
        split: Column of the split.
        against: Evaluation data.
        rules: Gates, which the joined run is judged by.
        baseline: What the joined run is compared with.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event.

    Returns:
        What was done; the same call returns it again without doing anything.

    Raises:
        AuditError: As ``audit`` does; finished parts stay for the next attempt.
    """
    which, folder = Shard.parse(shard), Path(out)
    loaded = load_given(source, pipeline, text, template, label, split, against, rules, baseline, settings)
    log = EventLog(None, watcher, mask_values)
    corpus = open_given(source, loaded, folder, lambda message: log.emit("note", message=message))
    chosen = loaded.pipeline
    judging = load_judging(chosen.rules, chosen.fail_on, chosen.allow, chosen.baseline)
    plan = make_plan(loaded, corpus)
    if (folder / MANIFEST).exists():
        message = f"{folder}: holds a run; name another folder for each shard with --out"
        raise RunDirectoryError(message)
    if (folder / SHARD).exists():
        held = read_shard(folder)
        if (held.run_key, held.shard, held.of) != (plan.run_key, which.number, which.count):
            message = (
                f"{folder}: holds shard {held.shard} of {held.of}, perhaps of another input or configuration; "
                "choose another --out"
            )
            raise RunDirectoryError(message)
        return held
    check_ready(plan, judging)
    with RunDirectory(folder, f"{plan.run_key}-{shard}", watcher, mask_values) as directory:
        directory.log.emit("shard_started", shard=which.number, of=which.count, run_key=plan.run_key)
        begin(plan, directory)
        record = run_shard(plan, which, directory)
        directory.log.emit("shard_finished", **record.told())
    return record


def merge(
    shards: Sequence[str | Path],
    *,
    out: str | Path,
    source: Any = None,
    rules: Sequence[str] | None = None,
    baseline: str | Path | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> AuditResult:
    """Join shards to the audit that one machine would have made.

    Args:
        shards: Folders of all shards of a run.
        out: The run's folder.
        source: The data that the shards were given, where it is in memory; files are found by themselves.
        rules: Gates in place of those that the shards were given.
        baseline: What it is compared with, in place of theirs.
        settings: ``key.key=value`` about judging and memory; others would make another run.
        watcher: Called with every event of the run.

    Returns:
        The finished run.

    Raises:
        RunDirectoryError: A shard is missing, not finished, doubled or of another run.
        InputError: The input has changed since.
        AuditError: As ``audit`` does.
    """
    folders = [Path(one) for one in shards]
    if not folders:
        message = "no shards: name their folders"
        raise RunDirectoryError(message)
    values: dict[KeyPath, Any] = {}
    if rules is not None:
        values["rules",] = list(rules)
    if baseline is not None:
        values["baseline",] = str(baseline)
    loaded = load_pipeline(None, settings, values, check_together(folders)[0].pipeline)
    return audit_loaded(loaded, source, Path(out), watcher, folders)
