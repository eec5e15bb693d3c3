"""Locks and comparisons."""

from __future__ import annotations

from pathlib import Path

from dataaudit.report.comparison_page import render_comparison
from dataaudit.results.comparison.compare import Comparison
from dataaudit.results.comparison.digest_key import environment_key
from dataaudit.results.comparison.lock_file import write_lock
from dataaudit.results.comparison.sides import compare_sides, open_run, open_side
from dataaudit.results.comparison.snapshot import snapshot_of
from dataaudit.results.result import AuditResult
from dataaudit.store.atomic import write_bytes


def lock(run: str | Path | AuditResult, output: str | Path) -> bool:
    """Write what later runs are compared with: counts, sketches and digests, no texts.

    Digests are made with the key in ``$DATAAUDIT_LOCK_KEY``, so that a text that someone guesses cannot be looked up.

    Args:
        run: The run or its folder.
        output: File of the lock; a lock that is there is replaced.

    Returns:
        Whether there was a key.

    Raises:
        AuditError: See ``dataaudit.errors``.
    """
    key = environment_key()
    write_lock(Path(output), snapshot_of(open_run(run), key), key)
    return bool(key)


def diff(
    old: str | Path | AuditResult,
    new: str | Path | AuditResult,
    *,
    id_column: str | None = None,
    html: str | Path | None = None,
) -> Comparison:
    """Compare two runs or locks: rows, files, columns, findings, drift, metrics.

    Args:
        old: The earlier run, its folder, or a lock.
        new: The later one.
        id_column: Column of the data that identifies a row: an edited row that moved counts as changed.
        html: File to write a page to.

    Returns:
        What has changed.

    Raises:
        AuditError: See ``dataaudit.errors``.
    """
    comparison = compare_sides(open_side(old), open_side(new), id_column)
    if html is not None:
        write_bytes(Path(html), render_comparison(comparison))
    return comparison
