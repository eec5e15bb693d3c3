"""``dataaudit show``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED, InputError

if TYPE_CHECKING:
    from dataaudit.report.excerpt import Segments
    from dataaudit.results.result import AuditResult

_STYLES = {"new": ("\x1b[32m", "{+", "+}"), "gone": ("\x1b[31m", "[-", "-]")}


def execute(options: argparse.Namespace) -> int:
    """Print what is known about a row or a finding."""
    from dataaudit.results.result import load_result
    from dataaudit.store.manifest import check_parts

    result = load_result(options.run)
    check_parts(result.path, result.manifest, "rows", "pairs.parquet")
    what: str = options.what
    if result.manifest.roles.get("kind") == "training" and (what.isdecimal() or ":" in what):
        message = (
            f"{options.run}: holds a diagnosis of training runs and no rows; name a finding, or the run of the data"
        )
        raise InputError(message)
    if what.isdecimal() or ":" in what:
        _show_row(result, what)
    else:
        _show_finding(result, what, options.samples)
    return EXIT_PASSED


def _show_row(result: AuditResult, word: str) -> None:
    from dataaudit.findings.page import show_value
    from dataaudit.report.difference import difference
    from dataaudit.report.excerpt import excerpt, one_line

    seen = result.witness(word)
    row = seen.row
    print(f"row {row['row_id']}  {_place(row)}")
    if row["kept"]:
        print("kept")
    else:
        print(
            f"dropped by {row['dropped_by']} {next(one.name for one in seen.reasons if one.code == row['dropped_by'])}"
        )
    for reason in seen.reasons:
        numbers = [f"{name} {one_line(show_value(value))}" for name, value in reason.signals.items()]
        limits = [f"{name} {one_line(show_value(value))}" for name, value in reason.thresholds.items()]
        described = "; ".join(filter(None, [", ".join(numbers), ("limits: " + ", ".join(limits)) if limits else ""]))
        print(f"  {reason.code} {reason.name}{': ' + described if described else ''}")
    if seen.keeper is not None:
        print(f"duplicates row {seen.keeper['row_id']}  {_place(seen.keeper)}, similarity {row['similarity']:.4f}")
    if seen.missing:
        print(f"texts: {one_line(seen.missing)}")
        return
    text = "(no text)" if seen.text is None else excerpt(seen.text)
    if seen.keeper_text is None:
        print(f"text: {text}")
        return
    print(f"kept text: {excerpt(seen.keeper_text)}")
    print(f"this text: {_marked(difference(excerpt(seen.keeper_text), text))}")


def _place(row: dict[str, Any]) -> str:
    from dataaudit.report.excerpt import one_line

    parts = [f"{one_line(row['file'])}:{row['position']}" if row["file"] else f"position {row['position']}"]
    parts += [f"{key} {one_line(str(row[key]))}" for key in ("split", "label") if row[key] is not None]
    return ", ".join(parts)


def _marked(segments: Segments) -> str:
    colour = sys.stdout.isatty()
    shown = []
    for text, kind in segments:
        if kind == "same":
            shown.append(text)
            continue
        start, opening, closing = _STYLES[kind]
        shown.append(f"{start}{text}\x1b[0m" if colour else f"{opening}{text}{closing}")
    return "".join(shown)


def _show_finding(result: AuditResult, word: str, samples: int) -> None:
    from dataaudit.findings.registry import find_finding
    from dataaudit.report.excerpt import one_line

    finding = find_finding(word)
    print(f"{finding.code} {finding.name}")
    found = [one for one in result.findings if one.code == finding.code]
    if not found:
        print("found nothing in this run (or did not run; see manifest.json)")
        return
    for one in found:
        print(f"{one.severity}: {one_line(one.message)}")
        print(f"  {one.advice}")
        for row_id in one.row_ids[:samples]:
            print(f"  --- {_short(result, row_id)}")


def _short(result: AuditResult, row_id: int) -> str:
    from dataaudit.report.excerpt import excerpt, one_line

    seen = result.witness(str(row_id))
    text = f"({seen.missing})" if seen.missing else ("(no text)" if seen.text is None else excerpt(seen.text, 200))
    return f"row {row_id} {_place(seen.row)}: {one_line(text)}"


COMMAND = Command(
    rank=130,
    help="show why a row is kept or dropped, or what a finding found",
    options=(
        RUN,
        Option("what", "row id, file:position, or code or name of a finding", "ROW|CODE"),
        Option("--samples", "sample rows shown for a finding", "N", kind=int, default=5),
    ),
    examples=(
        "dataaudit show RUN 1273",
        "dataaudit show RUN train.jsonl:17",
        "dataaudit show RUN near-duplicate --samples 20",
    ),
    execute=execute,
)
