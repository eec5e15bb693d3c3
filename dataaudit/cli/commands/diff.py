"""``dataaudit diff``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Compare, print what has changed."""
    from dataaudit.api import diff
    from dataaudit.cli.comparison_lines import comparison_lines
    from dataaudit.store.json_text import json_text

    comparison = diff(**COMMAND.arguments(options))
    if options.json:
        print(json_text(comparison.to_json()))
    else:
        print("\n".join(comparison_lines(comparison)))
        if options.html:
            print(f"page: {options.html}")
    return EXIT_PASSED


_SIDE = Option("old", "earlier run, or its lock", "OLD", keyword="old")

COMMAND = Command(
    rank=32,
    help="compare two runs or locks: rows, findings, drift",
    options=(
        _SIDE,
        replace(_SIDE, name="new", help="later run, or its lock", metavar="NEW", keyword="new"),
        Option("--id", "column that identifies a row, so that an edited row that moved counts as changed", "COLUMN",
               keyword="id_column"),
        Option("--html", "write a page to this file", "FILE", keyword="html"),
        JSON,
    ),
    examples=(
        "dataaudit diff OLD NEW",
        "dataaudit diff OLD NEW --id id --html changes.html",
    ),
    execute=execute,
)  # fmt: skip
