"""``dataaudit allow``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        message = f"a day is expected, as 2027-03-31, got '{word}'"
        raise argparse.ArgumentTypeError(message) from None


def execute(options: argparse.Namespace) -> int:
    """Write a waiver, say until when it holds."""
    from dataaudit.results.allow import allow
    from dataaudit.results.result import load_result

    path = Path(options.file)
    words = {"reason": options.reason, "owner": options.owner}
    last = allow(load_result(options.run), options.finding, options.rows, until=options.until, path=path, **words)
    count = len(options.rows)
    rows = f" in {count} row{'s' if count > 1 else ''}" if count else ""
    print(f"wrote {path}: {options.finding}{rows} is waived until {last}")
    return EXIT_PASSED


COMMAND = Command(
    rank=31,
    help="waive a finding in rows that you looked at, until a day",
    options=(
        RUN,
        Option("finding", "finding, by name or code", "FINDING"),
        Option("rows", "rows, by row id or file:position", "ROW", many=True, required=False),
        Option("--reason", "why it is accepted", "TEXT", required=True),
        Option("--owner", "who answers for it", "NAME", required=True),
        Option("--until", "last day on which it holds (default: 90 days from today)", "YYYY-MM-DD", kind=_day),
        Option("--file", "file of waivers", "FILE", default="allow.yml"),
    ),
    examples=(
        'dataaudit allow RUN secret train.jsonl:17 --reason "a published example key" --owner jo --until 2027-06-30',
    ),
    execute=execute,
)
