"""Joins augmentation to a run: reads the clean data set that the run wrote, and adds new rows, tables and findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.augment.augment_rows import Augmenter
from dataaudit.augment.augmentation_tables import class_table, new_row_schema
from dataaudit.augment.fields import check_spans, declared_fields
from dataaudit.augment.operations import make_operations
from dataaudit.augment.plan import asked_for_labels
from dataaudit.augment.source_rows import SourceRows
from dataaudit.cleaning.clean_dataset import ROW_ID
from dataaudit.config.augment import check_bounds
from dataaudit.engine.memory import memory_budget
from dataaudit.engine.metrics import augmentation_metrics
from dataaudit.engine.plan import Plan
from dataaudit.engine.run import Outcome
from dataaudit.engine.stored_signals import StoredSignals
from dataaudit.engine.timed_stage import timed_stage
from dataaudit.errors import ConfigurationError, RunDirectoryError
from dataaudit.findings.finding import Facts
from dataaudit.findings.page import worded
from dataaudit.findings.resolve_findings import AUGMENTATION, later_findings
from dataaudit.sources.corpus_part import PART_BYTES, PART_ROWS
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.leakage.items import Items, foreign_items, own_items
from dataaudit.stages.leakage.leakage_search import LeakageSearch
from dataaudit.store.parts import part_name, read_table, scan_parts
from dataaudit.store.run_directory import RunDirectory

NAME = "augment"
FOLDER = "augmented"
MADE = np.uint64(1 << 63)
"""The bit of a row id that tells a new row."""


def check_augmentation(plan: Plan) -> None:
    """Fail before a run leaves anything behind where its augmentation could not begin.

    Raises:
        ConfigurationError: A model, word net, program or column is missing, or keys exclude each other.
    """
    settings = plan.pipeline.augment
    if not settings:
        return
    asked_for_labels(settings, labelled=bool(plan.corpus.roles.label))
    check_bounds(settings.guards)
    columns = {one.name: one for file in reversed(plan.corpus.files) for one in file.schema()}
    declared_fields(settings.fields, plan.corpus.roles, pa.schema(list(columns.values())))
    check_spans(settings.protect_column, columns)
    if settings.protect_column is not None:
        _check_protected_spans(plan)
    for operation in make_operations(settings.operations):
        operation.check()


def _check_protected_spans(plan: Plan) -> None:
    """Fail where spans of the input's text cannot be those of what is changed.

    Raises:
        ConfigurationError: Texts are edited first, or are made of several columns, or an operation moves them about.
    """
    settings, clean = plan.pipeline.augment, plan.pipeline.clean
    why = None
    if clean.edits:
        why = "clean.pii, clean.passages and clean.noise_lines edit the texts first"
    elif settings and (len(plan.corpus.roles.text.columns) > 1 or any(":" in one for one in settings.fields)):
        why = "the text is made of several columns or turns"
    elif settings and (settings.operations.sentence_shuffling or settings.operations.class_mix):
        why = "sentence_shuffling and class_mix move parts of a text about"
    if why is not None:
        message = f"augment.protect_column: its spans would not fit, as {why}; use augment.protect, or turn that off"
        raise ConfigurationError(message)


@dataclass(frozen=True, slots=True)
class WorkJournal:
    """Finished chunks in a run's working folder.

    Attributes:
        directory: The run's folder.
        folder: Named for all that the new rows depend on.
    """

    directory: RunDirectory
    folder: str

    def read(self, name: str) -> tuple[pa.Table, pa.Table] | None:
        """See ``Journal``."""
        tries, rows = (self._path(kind, name) for kind in ("tries", "rows"))
        with suppress(RunDirectoryError):  # a chunk that is missing or damaged is made again
            return read_table(tries), read_table(rows)
        return None

    def write(self, name: str, tries: pa.Table, rows: pa.Table) -> None:
        """See ``Journal``."""
        self.directory.write_work(f"{self.folder}/rows/{name}.parquet", rows)
        self.directory.write_work(f"{self.folder}/tries/{name}.parquet", tries)

    def rows(self) -> Iterator[pa.Table]:
        """See ``Journal``."""
        for path in sorted(self.directory.work_path(f"{self.folder}/rows").glob("*.parquet")):
            yield read_table(path)

    def _path(self, kind: str, name: str) -> Path:
        return self.directory.work_path(f"{self.folder}/{kind}/{name}.parquet")


def augment_stage(plan: Plan, directory: RunDirectory, outcome: Outcome) -> None:
    """Make new rows of the clean rows of a run, and add tables, metrics and findings to it.

    Args:
        plan: With ``augment`` switched on.
        directory: The run's folder.
        outcome: What the run found so far; it is added to.

    Raises:
        AuditError: A model or program fails.
    """
    settings = plan.pipeline.augment
    if not settings:
        return
    with timed_stage(NAME, directory, outcome.stages, "Making new rows") as facts:
        clean = plan.pipeline.clean
        source = SourceRows(
            directory.path, plan.corpus.roles, edited=clean.edits,
            more=(settings.protect_column,) if settings.protect_column else (),
        )  # fmt: skip
        key = hashlib.sha256(plan.run_key.encode()).hexdigest()[:16]
        journal = WorkJournal(directory, f"{NAME}-{key}")
        made = Augmenter(
            source, settings, make_operations(settings.operations), _items(plan, directory), journal, directory.log.emit
        )  # fmt: skip
        made.run()
        facts["rows"] = _write_rows(directory, journal, source)
    memory_budget(plan.pipeline.limits.max_memory).check(NAME)
    classes = class_table(made.before, made.wanted, made.made)
    counts = made.counts.table()
    tables = {
        "augmentation_classes": classes,
        "augmentation_counts": counts,
        "augmentation_samples": made.counts.pairs(),
    }
    for name, table in tables.items():
        directory.write_part(f"{name}.parquet", table)
    frames = {name: pl.DataFrame(table) for name, table in tables.items()}
    outcome.metrics |= augmentation_metrics(frames["augmentation_classes"], frames["augmentation_counts"])
    rows = int(outcome.metrics["rows.kept"] or 0)
    told = Facts(
        rows=rows, read=int(outcome.metrics["rows.read"] or 0), metrics=outcome.metrics, tables=frames, flagged={}
    )
    found = [
        result for finding in later_findings(plan.loaded.declaration, AUGMENTATION) for result in finding.judge(told)
    ]
    outcome.findings += [worded(result, rows, plan.pipeline.report.language) for result in found]
    outcome.notes += [f"{NAME}: {note}" for note in made.notes]


def _items(plan: Plan, directory: RunDirectory) -> Items:
    """Evaluation items: those of other data that the leakage stage was given, and the rows of evaluation splits."""
    columns = ["row_id", "file", "position", "split"]
    rows = scan_parts(directory.path, "rows").select(columns).collect()
    items = Items()
    if not all(is_evaluation(split) for split in rows["split"].unique().to_list()):
        store = StoredSignals(directory.path, plan.corpus, NAME)
        items = own_items(store, rows.to_arrow(), turns=plan.corpus.roles.instruction is not None)
    for stage in plan.corpus_stages:
        if isinstance(stage, LeakageSearch):
            for corpus in stage.against:
                items.extend(foreign_items(corpus, {}))
    return items


def _write_rows(directory: RunDirectory, journal: WorkJournal, source: SourceRows) -> int:
    """``augmented/``: all new rows, numbered in the order in which they were made."""
    directory.remove_parts(FOLDER)
    pending: list[pa.Table] = []
    rows = number = parts = 0

    def flush() -> None:
        nonlocal pending, rows, number, parts
        table = pa.concat_tables(pending)
        ids = pa.array(np.arange(number, number + table.num_rows, dtype=np.uint64) | MADE, pa.uint64())
        directory.write_part(part_name(FOLDER, parts), table.add_column(0, pa.field(ROW_ID, pa.uint64()), ids))
        number, parts, rows, pending = number + table.num_rows, parts + 1, 0, []

    for told in journal.rows():
        table = told
        while table.num_rows:
            piece = table.slice(0, PART_ROWS - rows)
            table = table.slice(len(piece))
            pending.append(piece)
            rows += len(piece)
            if rows == PART_ROWS or sum(one.nbytes for one in pending) >= PART_BYTES:
                flush()
    if rows or not parts:
        if not pending:
            pending = [new_row_schema(source.schema).empty_table()]
        flush()
    return number
