"""What has changed between two runs, as a headline and tables; the terminal and the page show the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataaudit.findings.finding import RANK
from dataaudit.findings.page import show_value
from dataaudit.results.comparison.compare import Comparison, FindingChange
from dataaudit.results.comparison.drift import Drift

MOST = 200
"""Rows of a table."""
METRICS = "Metrics"


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """A table.

    Attributes:
        title: Its title.
        head: Names of the columns.
        rows: Cells as text.
        left_out: Rows beyond ``MOST``.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0


def headline(one: Comparison) -> list[str]:
    """What became of the rows, and how many findings are new or gone, in sentences."""
    before, after = one.rows["read"]
    lines = [f"{before:,} rows before, {after:,} now."]
    rows = one.row_changes
    if rows is not None:
        lines = [
            f"{before:,} rows before, {after:,} now: {rows.added:,} added, {rows.removed:,} removed, {rows.changed:,} "
            f"changed, {rows.equal:,} equal ({rows.moved:,} of them in another file)."
        ]
        if rows.added and rows.removed and not rows.by_id:
            lines.append(
                "A row is recognised by its content or its place; --id COLUMN recognises edited rows that moved."
            )
    changed = sum(1 for file in one.files.values() if file["changed"])
    new = sum(1 for file in one.files.values() if file["before"] is None)
    gone = sum(1 for file in one.files.values() if file["after"] is None)
    lines.append(f"Files: {new:,} new, {gone:,} gone, {changed:,} changed.")
    fresh = [finding for finding in one.findings if finding.new]
    done = [finding for finding in one.findings if finding.gone]
    lines.append(f"Findings with new rows: {len(fresh)}; with rows that they no longer find: {len(done)}.")
    drifted = [drift for drift in one.drift if drift.low > 0]
    unknown = [drift.subject for drift in one.drift if drift.effect is None]
    names = ", ".join(drift.subject for drift in drifted)
    if len(unknown) < len(one.drift):
        lines.append(f"Drift beyond chance: {names}." if names else "No drift beyond chance.")
    if unknown:
        lines.append(f"Not assessed: {', '.join(unknown)}.")
    if one.version[0] != one.version[1]:
        lines.append(
            f"The older side was made by dataaudit {one.version[0]}, the newer by {one.version[1]}: findings may "
            "differ for that reason."
        )
    return lines


def change_tables(one: Comparison) -> Iterator[ChangeTable]:
    """The tables that have rows."""
    for title, head, rows in _tables(one):
        if rows:
            yield ChangeTable(title, head, tuple(rows[:MOST]), max(0, len(rows) - MOST))


def _tables(one: Comparison) -> Iterator[tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]]:
    ordered = sorted(one.findings, key=lambda found: (-bool(found.new), -RANK[found.severity], found.code))
    yield (
        "Findings",
        ("code", "finding", "severity", "before", "now", "new", "gone"),
        [_finding(found) for found in ordered if found.new or found.gone or found.before != found.after],
    )
    yield "Drift", ("of", "measure", "effect", "interval", "largest changes"), [_drift(drift) for drift in one.drift]
    yield (
        "Values",
        ("of", "new", "gone"),
        [
            (kind, ", ".join(both["new"][:10]) or "-", ", ".join(both["gone"][:10]) or "-")
            for kind, both in one.values.items()
            if both["new"] or both["gone"]
        ],
    )
    yield (
        "Columns",
        ("column", "before", "now"),
        [(name, before or "-", after or "-") for name, (before, after) in one.columns.items()]
        + [
            (f"{name}, without a value", f"{before:.2%}", f"{after:.2%}") for name, (before, after) in one.nulls.items()
        ],
    )
    if one.row_changes is not None:
        yield (
            "Rows by file",
            ("file", "added", "removed", "changed"),
            [
                (name or "the table", f"{kinds['added']:,}", f"{kinds['removed']:,}", f"{kinds['changed']:,}")
                for name, kinds in one.row_changes.by_file.items()
            ],
        )
    yield (
        "Files",
        ("file", "rows before", "rows now", "content"),
        [
            (name or "the table", _count(file["before"]), _count(file["after"]), "changed" if file["changed"] else "-")
            for name, file in one.files.items()
        ],
    )
    yield (
        METRICS,
        ("metric", "before", "now", "change"),
        sorted((_metric(name, *values) for name, values in one.metrics.items()), key=lambda row: row[0]),
    )


def _finding(found: FindingChange) -> tuple[str, ...]:
    counts = (_count(one) for one in (found.before, found.after, found.new, found.gone))
    return (found.code, found.name, found.severity, *counts)


def _drift(drift: Drift) -> tuple[str, ...]:
    if drift.effect is None:
        return (drift.subject, drift.measure, "not assessed", "-", drift.reason)
    if drift.quartiles:
        before, after = (", ".join(show_value(one) for one in side) for side in drift.quartiles)
        changes = f"quartiles {before} to {after}"
    else:
        changes = "; ".join(f"{name} {before:.1%} to {after:.1%}" for name, (before, after) in drift.shares.items())
    interval = f"{drift.low:.3f} to {drift.high:.3f}"
    return (drift.subject, drift.measure, f"{drift.effect:.3f}", interval, changes or "-")


def _count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _metric(name: str, before: float | None, after: float | None) -> tuple[str, ...]:
    change = f"{after - before:+.6g}" if before is not None and after is not None else "-"
    return (name, *("-" if one is None else f"{one:.6g}" for one in (before, after)), change)
