"""``dataaudit show``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dataaudit.cli.colour import has_colours
from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON, RUN
from dataaudit.errors import EXIT_PASSED, InputError

if TYPE_CHECKING:
    from dataaudit.findings.finding import Result
    from dataaudit.report.excerpt import Segments
    from dataaudit.results.result import AuditResult

_LONGEST = 200
"""Characters of a sample row."""
_STYLES = {"new": ("\x1b[32m", "{+", "+}"), "gone": ("\x1b[31m", "[-", "-]")}


def execute(options: argparse.Namespace) -> int:
    """Print what is known about a row or a finding."""
    from dataaudit.results.result import load_result
    from dataaudit.stages.personal_data.mask import mask_values
    from dataaudit.store.json_text import json_text
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
        print(json_text(mask_values(_row_record(result, what)))) if options.json else _show_row(result, what)
    else:
        record = _finding_record(result, what, options.samples)
        print(json_text(mask_values(record))) if options.json else _print_finding(record)
    return EXIT_PASSED


def _row_record(result: AuditResult, word: str) -> dict[str, Any]:
    """What is known about a row, texts masked."""
    from dataclasses import asdict

    from dataaudit.report.excerpt import excerpt

    seen = result.witness(word)
    texts = {name: None if text is None else excerpt(text) for name, text in
             (("text", seen.text), ("kept_text", seen.keeper_text))}  # fmt: skip
    reasons = [asdict(one) for one in seen.reasons]
    return {"row": seen.row, "reasons": reasons, "kept_row": seen.keeper, "missing": seen.missing, **texts}


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
    colour = has_colours()
    shown = []
    for text, kind in segments:
        if kind == "same":
            shown.append(text)
            continue
        start, opening, closing = _STYLES[kind]
        shown.append(f"{start}{text}\x1b[0m" if colour else f"{opening}{text}{closing}")
    return "".join(shown)


def _finding_record(result: AuditResult, word: str, samples: int) -> dict[str, Any]:
    """A finding of a run with the rows that show it most clearly."""
    from dataclasses import asdict

    from dataaudit.findings.registry import find_finding

    finding = find_finding(word)
    results = [one for one in result.findings if one.code == finding.code]
    rows = {} if not samples else {id(one): _sample_rows(result, one, samples) for one in results}
    found = [{**asdict(one), "rows": rows.get(id(one), [])} for one in results]
    return {"code": finding.code, "name": finding.name, "found": found}


def _sample_rows(result: AuditResult, found: Result, samples: int) -> list[dict[str, Any]]:
    """Rows of a finding, the clearest first: id, place, and masked text or why there is none."""
    from dataaudit.report.excerpt import excerpt
    from dataaudit.results.examples import example_ids, rows_with_texts

    ids = example_ids(result.path, result.manifest, result.findings, found, samples)
    if not ids:
        return []
    rows, missing = rows_with_texts(result.path, result.manifest, ids)
    texts = [None if text is None else excerpt(text, _LONGEST) for text in rows["text"]]
    return [{**row, "text": text, "missing": missing} for row, text in zip(rows.to_dicts(), texts, strict=True)]


def _print_finding(record: dict[str, Any]) -> None:
    from dataaudit.report.excerpt import one_line

    print(f"{record['code']} {record['name']}")
    if not record["found"]:
        print("found nothing in this run (or did not run; see manifest.json)")
    for one in record["found"]:
        print(f"{one['severity']}: {one_line(one['message'])}")
        print(f"  {one['advice']}")
        for row in one["rows"]:
            text = f"({row['missing']})" if row["missing"] else "(no text)" if row["text"] is None else row["text"]
            print(f"  --- row {row['row_id']} {_place(row)}: {one_line(text)}")


COMMAND = Command(
    rank=130,
    help="show why a row is kept or dropped, or what a finding found",
    options=(
        RUN,
        Option("what", "row id, file:position, or code or name of a finding", "ROW|CODE"),
        Option("--samples", "rows shown for a finding, the clearest first", "N", kind=int, default=5),
        JSON,
    ),
    examples=(
        "dataaudit show RUN 1273",
        "dataaudit show RUN train.jsonl:17",
        "dataaudit show RUN near-duplicate --samples 20",
    ),
    execute=execute,
)
