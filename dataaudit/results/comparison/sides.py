"""Opens what is compared: a run, or a lock."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dataaudit.cleaning.clean_dataset import ROW_ID
from dataaudit.errors import InputError
from dataaudit.findings.resolve_findings import TRAINING
from dataaudit.results.comparison.compare import Comparison, compare
from dataaudit.results.comparison.digest_key import environment_key
from dataaudit.results.comparison.lock_file import read_lock
from dataaudit.results.comparison.row_changes import row_changes
from dataaudit.results.comparison.snapshot import Snapshot, snapshot_of
from dataaudit.results.result import AuditResult, load_result
from dataaudit.store.manifest import check_parts, needs_available

Side = AuditResult | Snapshot
"""A run, or what a lock holds."""


def open_side(name: str | Path | AuditResult) -> Side:
    """A run from its folder, or a lock from its file.

    Raises:
        InputError: It is neither, or cannot be read.
        RunDirectoryError: The folder is not a finished run, or is damaged.
    """
    if isinstance(name, AuditResult) or Path(name).is_dir():
        return open_run(name)
    return read_lock(Path(name), environment_key())


def open_run(run: str | Path | AuditResult) -> AuditResult:
    """A run whose rows are whole.

    Raises:
        InputError: It is a training.
        RunDirectoryError: The folder is not a finished run, or is damaged.
    """
    result = run if isinstance(run, AuditResult) else load_result(run)
    if result.manifest.roles.get("kind") == TRAINING:
        message = f"{result.path}: is a training; rows are compared"
        raise InputError(message)
    needs_available(result.path, result.manifest, "compare")
    check_parts(result.path, result.manifest, "rows", "clean")
    return result


def key_of(side: Side) -> bytes:
    """The key under which others are compared with a side: that of a lock that has one."""
    return environment_key() if isinstance(side, Snapshot) and side.keyed else b""


def compare_sides(old: Side, new: Side, id_column: str | None = None) -> Comparison:
    """Compare two runs or locks.

    Args:
        old: The older one.
        new: The newer one.
        id_column: Column of the data that identifies rows, where both are runs.

    Raises:
        InputError: One lock has a key and the other none, a run has no such column, or a lock has no columns at all.
    """
    keyed = [side.keyed for side in (old, new) if isinstance(side, Snapshot)]
    if len(set(keyed)) > 1:
        message = "one lock was made with a key and the other without; make them alike"
        raise InputError(message)
    key = environment_key() if any(keyed) else b""
    snapshots = [side if isinstance(side, Snapshot) else snapshot_of(side, key) for side in (old, new)]
    changes = None
    if isinstance(old, AuditResult) and isinstance(new, AuditResult):
        ids = (_ids(old, id_column), _ids(new, id_column)) if id_column else None
        changes = row_changes(old.path, new.path, ids)
    elif id_column:
        message = f"--id {id_column}: a lock holds no rows; name two runs"
        raise InputError(message)
    return compare(snapshots[0], snapshots[1], changes)


def _ids(result: AuditResult, column: str) -> pl.DataFrame:
    """``row_id`` and ``id`` of the kept rows of a run."""
    kept = result.clean([ROW_ID, column])
    return kept.select(ROW_ID, pl.col(column).cast(pl.String, strict=False).alias("id"))
