"""Runs a plan in this process, and resumes where an earlier attempt stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.cleaning.clean_dataset import (
    ROW_ID,
    CleanWriter,
    clean_schema,
    renamed_id,
    shared_features,
    write_clean,
)
from dataaudit.cleaning.clean_splits import card, split_folders
from dataaudit.cleaning.conserved_values import ConservedValues
from dataaudit.cleaning.personal_data_edits import Editor, common_lines, pseudonym_key
from dataaudit.engine.background import Background
from dataaudit.engine.cluster.contract import Cluster
from dataaudit.engine.corpus_stages import relate_rows
from dataaudit.engine.evaluate import evaluate, results
from dataaudit.engine.judge import Duplicates, Judgement
from dataaudit.engine.memory import memory_budget, workers
from dataaudit.engine.plan import Plan
from dataaudit.engine.reading.read_signals import ReadSummary, check_unchanged, finding_tables, read_signals
from dataaudit.engine.stored_signals import SIGNALS, SignalParts, work_table
from dataaudit.engine.threshold_impact import TABLES as COST_TABLES
from dataaudit.engine.threshold_impact import costs
from dataaudit.engine.timed_stage import timed_stage
from dataaudit.errors import BrokenInvariantError
from dataaudit.findings.finding import Result
from dataaudit.stages.contract import added_table
from dataaudit.stages.lines.noise_lines import NOISE
from dataaudit.stages.personal_data.mask import mask_table, without_raw
from dataaudit.stages.quality.result_schemas import SHARE
from dataaudit.stages.registry import all_stages, result_tables
from dataaudit.stages.spec import Metrics
from dataaudit.store.parts import part_name, read_parts, scan_parts
from dataaudit.store.run_directory import RunDirectory

_TOLD, _LONGEST_NOTE = 20, 300
"""Columns whose change is told while a run works, and characters of that; the findings name all of them."""
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


def run_plan(
    plan: Plan, directory: RunDirectory, shards: Sequence[Path] = (), cluster: Cluster | None = None
) -> Outcome:
    """Do everything that a plan says, up to the tables of the result.

    Args:
        plan: What is computed.
        directory: Where it is written.
        shards: Folders of jobs that have computed the signals of rows already.
        cluster: Computes signals and relates rows; this process where None.

    Raises:
        AuditError: Any of the errors in ``dataaudit.errors``; what was finished stays for the next attempt.
    """
    stages: list[dict[str, Any]] = []
    budget = memory_budget(plan.pipeline.limits.max_memory)
    with timed_stage("read", directory, stages, "Reading rows and computing signals") as facts:
        summary = read_signals(plan, directory, budget, shards, cluster)
        facts["rows"] = sum(summary.rows.values())
        facts["facts"] = {
            key: value for one in plan.rows if one.part.facts for key, value in one.part.facts(one.stage).items()
        }
        if summary.taken_over:
            facts["facts"]["rows_taken_over"] = summary.taken_over
    budget.check("read")
    relate_rows(plan, directory, stages, budget, cluster)
    with timed_stage("judge", directory, stages, "Judging rows") as facts:
        tables = _stage_tables(plan, directory)
        parts = SignalParts(
            directory.path, later=[tables[added_table(stage)] for stage in plan.corpus_stages if stage.added]
        )
        frames = _frames(tables, raw=plan.pipeline.report.raw)
        quarantined = sum(summary.quarantined.values())
        evaluation = evaluate(parts, plan.findings, plan.pipeline, Duplicates.of(tables), frames, quarantined)
        judgement = evaluation.judgement
        _write_rows(directory, parts, judgement)
        directory.write_part("pairs.parquet", judgement.pair_table())
        directory.write_part("clusters.parquet", judgement.cluster_table())
        facts["rows"] = judgement.height
        judgement.forget_marks()
    _export(plan, directory)
    with timed_stage("cost", directory, stages, "Measuring the impact of thresholds"):
        told = costs(scan_parts(directory.path, "rows"), plan.findings)
        for name, table in zip(COST_TABLES, (told.findings, told.overlaps, told.curves, told.edges), strict=True):
            directory.write_part(f"{name}.parquet", table.to_arrow().cast(COST_TABLES[name]))
    with timed_stage("clean", directory, stages, "Writing the clean data set") as facts:
        original, turned = plan.corpus.original_schema(summary.shapes)
        for name, why in turned[:_TOLD]:
            message = f"values of column '{name}' are text in clean/, because it holds {why}"
            directory.log.emit("note", message=message[:_LONGEST_NOTE])
        if ROW_ID in original.names:
            now = renamed_id(original.names)
            message = f"column '{ROW_ID}' of the input is '{now}' in clean/, where '{ROW_ID}' is the id in this run"
            directory.log.emit("note", message=message)
        for kind in ("clean", "edits"):
            directory.remove_parts(kind)
        editor = _editor(plan, parts, tables.get("passages"))
        try:
            written, folders = _write_clean(plan, directory, judgement, original, [name for name, _ in turned], editor)
        finally:  # what another process did to a file is no bug of ours, whatever it led to
            check_unchanged(plan.corpus)
        facts["rows"] = len(written)
        facts["splits"] = {folder: name for name, folder in folders.items()}
        if editor is not None:
            facts["facts"] = {"edits": editor.count, "pii": editor.action, "passages": plan.pipeline.clean.passages}
    files = _conservation(plan, summary, judgement, written)
    for name in result_tables():
        directory.remove_file(f"{name}.parquet")
        if name in frames:
            table = frames[name].to_arrow()
            directory.write_part(f"{name}.parquet", mask_table(table) if plan.pipeline.report.raw else table)
    small = {name: pl.DataFrame(rows, schema=_TABLE_SCHEMA) for name, rows in finding_tables(plan, summary, turned)}
    findings = results(evaluation, plan.findings, small | frames, plan.pipeline.report.language)
    return Outcome(evaluation.metrics, findings, files, stages)


def _write_clean(
    plan: Plan,
    directory: RunDirectory,
    judgement: Judgement,
    original: pa.Schema,
    turned: Sequence[str],
    editor: Editor | None,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], dict[str | None, str]]:
    """Write the clean data set and prove that it holds what was read; row ids as written, and folders by split."""
    kept = np.flatnonzero(judgement.kept)
    identity = pl.concat([pl.DataFrame(part) for part in read_parts(directory.path, SIGNALS, ["split", "row_digest"])])
    folders = split_folders(sorted(identity["split"].unique().to_list(), key=lambda name: (name is None, name)))
    schema = clean_schema(original, shared_features(plan.corpus, original))
    conserved = ConservedValues(judgement.kept_ids, identity["row_digest"].to_numpy()[kept].copy(), frozenset(turned))
    with Background(1) as background:  # parts of the original columns are large

        def write(folder: str, number: int, table: pa.Table) -> None:
            background.call(directory.write_part, part_name(f"clean/{folder}".rstrip("/"), number), table)
            if editor is not None:
                directory.write_part(part_name("edits", number), editor.take())

        writer = CleanWriter(schema, folders, write)
        written = write_clean(plan.corpus, writer, original, identity["split"][kept].to_list(), conserved, editor)
    conserved.check(read_parts(directory.path, "clean"), ROW_ID, original.names)
    if folders:
        directory.write_file("clean/README.md", card(folders, set(identity["split"][kept].to_list())).encode())
    return written, folders


def _editor(plan: Plan, parts: SignalParts, passages: pa.Table | None) -> Editor | None:
    """What takes personal data and common passages out of the clean data set, where that is asked for."""
    clean = plan.pipeline.clean
    lines = common_lines(passages) if passages is not None and clean.passages == "remove" else frozenset()
    noise = clean.noise_lines == "remove"
    if clean.pii == "flag" and not lines and not noise:
        return None
    rows: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = [np.zeros(0, np.uint64)]
    if clean.pii != "flag":
        rows += [part.filter(pl.col("pii").list.len() > 0)["row_id"].to_numpy() for part in parts(["row_id", "pii"])]
    if lines:
        rows += [part.filter(pl.col(SHARE) > 0)["row_id"].to_numpy() for part in parts(["row_id", SHARE])]
    if noise:
        rows += [part.filter(pl.col(NOISE) > 0)["row_id"].to_numpy() for part in parts(["row_id", NOISE])]
    roles, key = plan.corpus.roles, pseudonym_key(clean)
    return Editor(clean.pii, np.unique(np.concatenate(rows)), roles.text, key, lines, noise, roles.sources)


def _frames(tables: Mapping[str, pa.Table], *, raw: bool) -> dict[str, pl.DataFrame]:
    """The tables of the result; where no raw text may leave the clean data set, findings see digests as well."""
    named = {name: (tables[name], described.raw) for name, described in result_tables().items() if name in tables}
    if raw:
        return {name: pl.DataFrame(table) for name, (table, _) in named.items()}
    return {name: pl.DataFrame(without_raw(mask_table(table), hidden)) for name, (table, hidden) in named.items()}


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


def _export(plan: Plan, directory: RunDirectory) -> None:
    """Write signals as separate parts, where the options of their stage ask for it."""
    for spec in all_stages():
        if spec.export is None:
            continue
        directory.remove_parts(spec.export.kind)
        if spec in plan.specs and spec.export.wanted(getattr(plan.pipeline.stages, spec.name)):
            columns = ["row_id", *spec.export.columns]
            for number, part in enumerate(read_parts(directory.path, SIGNALS, columns)):
                directory.write_part(part_name(spec.export.kind, number), spec.export.table(part))


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
                "member": file.member,
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
        message = "a row occurs twice in the clean data set; this is a bug of dataaudit, the result was not finished"
        raise BrokenInvariantError(message)
    return files
