"""Runs a plan in this process, and goes on where an earlier attempt stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.cleaning.clean_dataset import write_clean
from dataaudit.cleaning.personal_data_edits import Editor, common_lines, pseudonym_key
from dataaudit.engine.background import Background
from dataaudit.engine.judge import Duplicates, Judgement, judge
from dataaudit.engine.memory import memory_budget, peak_bytes, workers
from dataaudit.engine.metrics import TABLE_METRICS, Metrics, run_metrics
from dataaudit.engine.plan import Plan
from dataaudit.engine.read_signals import ReadSummary, finding_tables, read_signals
from dataaudit.engine.stored_signals import SIGNALS, SignalParts, StoredSignals, work_table
from dataaudit.engine.threshold_impact import TABLES as COST_TABLES
from dataaudit.engine.threshold_impact import costs
from dataaudit.errors import BrokenInvariantError
from dataaudit.findings.finding import Facts, Result
from dataaudit.findings.page import worded
from dataaudit.stages.contract import added_table
from dataaudit.stages.quality.common_passages import SHARE
from dataaudit.stages.tokens.token_counter import WHOLE, token_counter
from dataaudit.stages.vectors.embeddings import VECTOR, column_vectors
from dataaudit.store.run_directory import RunDirectory, part_name, read_parts

_TABLE_SCHEMA = {"code": pl.String, "file": pl.String, "count": pl.Int64, "place": pl.String, "message": pl.String}


@dataclass(slots=True)
class Outcome:
    """What a run left in its folder, before reports and gates.

    Attributes:
        metrics: By dotted name.
        findings: What was found, in the registry's order.
        files: For every file: rows read, kept, dropped and quarantined.
        stages: For the manifest: name, state, rows, seconds, peak memory, facts.
        notes: Sentences for the user.
    """

    metrics: Metrics
    findings: list[Result]
    files: list[dict[str, Any]]
    stages: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def run_plan(plan: Plan, directory: RunDirectory) -> Outcome:
    """Do everything that a plan says, up to the tables of the result.

    Raises:
        AuditError: Any of the errors in ``dataaudit.errors``; what was finished stays for the next attempt.
    """
    stages: list[dict[str, Any]] = []
    budget = memory_budget(plan.pipeline.limits.max_memory)
    with timed_stage("read", directory, stages) as facts:
        summary = read_signals(plan, directory, budget)
        facts["rows"] = sum(summary.rows.values())
        facts["facts"] = _token_facts(plan)
    made: list[str] = []
    for stage in plan.corpus_stages:
        with timed_stage(stage.name, directory, stages) as facts:
            key = f"{plan.signals_key}-{stage!r}"
            done = directory.done(stage.name, key)
            if done is None:
                done = dict(stage.run(StoredSignals(directory, plan.corpus, stage.name, made)))
                directory.mark_done(stage.name, key, done)
            else:
                facts["state"] = "resumed"
            facts["facts"] = done
        made += stage.tables
        budget.check(stage.name)
    with timed_stage("judge", directory, stages) as facts:
        tables = _stage_tables(plan, directory)
        parts = SignalParts(
            directory.path, later=[tables[added_table(stage)] for stage in plan.corpus_stages if stage.added]
        )
        judgement = judge(
            parts,
            plan.findings,
            plan.pipeline.clean,
            Duplicates.of(tables),
        )
        _write_rows(directory, parts, judgement)
        frames = {name: pl.DataFrame(tables[name]) for name in TABLE_METRICS if name in tables}
        metrics = run_metrics(parts, judgement, plan.findings, frames, sum(summary.quarantined.values()))
        directory.write_part("pairs.parquet", judgement.pair_table())
        directory.write_part("clusters.parquet", judgement.cluster_table())
        facts["rows"] = judgement.height
        judgement.forget_marks()
    directory.remove_parts("vectors")
    if plan.pipeline.stages.embeddings and plan.pipeline.stages.embeddings.write_vectors:
        _write_vectors(directory)
    with timed_stage("cost", directory, stages):
        told = costs(pl.scan_parquet(directory.path / "rows" / "part-*.parquet"), plan.findings)
        for name, table in zip(COST_TABLES, (told.findings, told.overlaps, told.curves, told.edges), strict=True):
            directory.write_part(f"{name}.parquet", table.to_arrow().cast(COST_TABLES[name]))
    with timed_stage("clean", directory, stages) as facts:
        original, mixed = plan.corpus.original_schema(summary.shapes)
        for kind in ("clean", "edits"):
            directory.remove_parts(kind)
        editor = _editor(plan, parts, tables.get("passages"))
        with Background(1) as background:  # parts of the original columns are large

            def write(number: int, table: pa.Table) -> None:
                background.call(directory.write_part, part_name("clean", number), table)
                if editor is not None:
                    directory.write_part(part_name("edits", number), editor.take())

            written = write_clean(plan.corpus, judgement.kept_ids, original, write, editor)
        facts["rows"] = len(written)
        if editor is not None:
            facts["facts"] = {"edits": editor.count, "pii": editor.action, "passages": plan.pipeline.clean.passages}
    files = _conservation(plan, summary, judgement, written)
    for name in TABLE_METRICS:
        directory.remove_file(f"{name}.parquet")
        if name in frames:
            directory.write_part(f"{name}.parquet", frames[name].to_arrow())
    findings = _findings(plan, judgement, metrics, frames, dict(finding_tables(plan, summary, mixed)))
    return Outcome(metrics, findings, files, stages)


def _editor(plan: Plan, parts: SignalParts, passages: pa.Table | None) -> Editor | None:
    """What takes personal data and common passages out of the clean data set, where that is asked for."""
    clean = plan.pipeline.clean
    lines = common_lines(passages) if passages is not None and clean.passages == "remove" else frozenset()
    if clean.pii == "flag" and not lines:
        return None
    rows: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = [np.zeros(0, np.uint64)]
    if clean.pii != "flag":
        rows += [part.filter(pl.col("pii").list.len() > 0)["row_id"].to_numpy() for part in parts(["row_id", "pii"])]
    if lines:
        rows += [part.filter(pl.col(SHARE) > 0)["row_id"].to_numpy() for part in parts(["row_id", SHARE])]
    return Editor(clean.pii, np.unique(np.concatenate(rows)), plan.corpus.roles.text, pseudonym_key(clean), lines)


def _token_facts(plan: Plan) -> dict[str, Any]:
    """How tokens were counted, for the manifest."""
    tokens = plan.pipeline.stages.tokens
    if not tokens or not tokens.tokenizer:
        return {}
    counter = token_counter(tokens.tokenizer)
    way = WHOLE if tokens.ask_tokenizer else counter.way
    return {"tokens_counted_by": way, "texts_compared_with_the_tokenizer": counter.compared[0], "different": 0}


def _stage_tables(plan: Plan, directory: RunDirectory) -> dict[str, pa.Table]:
    names = [name for stage in plan.corpus_stages for name in stage.tables]
    names += [added_table(stage) for stage in plan.corpus_stages if stage.added]
    return {name: work_table(directory.path, name) for name in names}


def _write_rows(directory: RunDirectory, parts: SignalParts, judgement: Judgement) -> None:
    directory.remove_parts("rows")
    first = 0
    with Background(workers()) as background:
        for number, part in enumerate(parts(None)):
            outcome = judgement.outcome(first, part.height)
            identity = ["row_id", "file", "position", "split", "label"]
            ordered = pl.concat([part.select(identity), outcome, part.drop(identity)], how="horizontal")
            background.call(directory.write_part, part_name("rows", number), ordered.to_arrow())
            first += part.height


def _write_vectors(directory: RunDirectory) -> None:
    """``vectors/``: row id and vector of every row, null for a row without tokens."""
    for number, part in enumerate(read_parts(directory.path, SIGNALS, ["row_id", VECTOR])):
        vectors, there = column_vectors(part.column(VECTOR))
        flat = pa.array(np.where(there[:, None], vectors, np.float16(0)).astype(np.float32).ravel())
        column = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1], mask=pa.array(~there))
        table = pa.table({"row_id": part.column("row_id"), "vector": column})
        directory.write_part(part_name("vectors", number), table)


def _conservation(
    plan: Plan, summary: ReadSummary, judgement: Judgement, written: np.ndarray[tuple[int], np.dtype[np.uint64]]
) -> list[dict[str, Any]]:
    """Rows by file, checked: read = kept + dropped + quarantined, kept as counted in the clean data set.

    Raises:
        BrokenInvariantError: They do not add up.
    """
    owner = judgement.facts.row_ids >> np.uint64(40)
    dropped_owner = owner[~judgement.kept]
    written_owner = written >> np.uint64(40)
    files = []
    for file in plan.corpus.files:
        read = summary.rows.get(file.ordinal, 0) + summary.quarantined.get(file.ordinal, 0)
        kept = int((written_owner == file.ordinal).sum())
        dropped = int((dropped_owner == file.ordinal).sum())
        quarantined = summary.quarantined.get(file.ordinal, 0)
        if read != kept + dropped + quarantined:
            message = (
                f"{file.file or 'the table'}: {read} rows read are not {kept} kept, {dropped} dropped and "
                f"{quarantined} quarantined; this is a bug of dataaudit, the result was not finished"
            )
            raise BrokenInvariantError(message)
        counts = {"read": read, "kept": kept, "dropped": dropped, "quarantined": quarantined}
        files.append(
            {
                "ordinal": file.ordinal,
                "file": file.file,
                "path": file.path,
                "format": file.format,
                "split": file.split,
                "size": file.size,
                "modified": file.modified,
                "fingerprint": file.fingerprint,
                "lines": file.lines,
                "rows": counts,
            }
        )
    if len(np.unique(written)) != len(written):
        message = "a row stands twice in the clean data set; this is a bug of dataaudit, the result was not finished"
        raise BrokenInvariantError(message)
    return files


def _findings(
    plan: Plan,
    judgement: Judgement,
    metrics: Metrics,
    summaries: Mapping[str, pl.DataFrame],
    tables: Mapping[str, list[dict[str, Any]]],
) -> list[Result]:
    frames = {name: pl.DataFrame(rows, schema=_TABLE_SCHEMA) for name, rows in tables.items()} | dict(summaries)
    facts = Facts(
        rows=judgement.height,
        read=int(metrics["rows.read"] or 0),
        metrics=metrics,
        tables=frames,
        flagged=judgement.flagged,
    )
    results = [result for finding in plan.findings for result in finding.judge(facts)]
    return [worded(result, facts.rows, plan.pipeline.report.language) for result in results]


@contextmanager
def timed_stage(name: str, directory: RunDirectory, stages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Time a stage, tell its begin and end, and keep both for the manifest."""
    directory.log.emit("stage_started", stage=name)
    began = time.monotonic()
    facts: dict[str, Any] = {"name": name, "state": "done"}
    yield facts
    facts["seconds"] = round(time.monotonic() - began, 3)
    facts["peak_memory_bytes"] = peak_bytes()
    stages.append(facts)
    directory.log.emit("stage_finished", **{"stage" if key == "name" else key: value for key, value in facts.items()})
