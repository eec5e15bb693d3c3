"""``dataaudit export``."""

from __future__ import annotations

import argparse
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.config.forms import FORMS
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Write the files, say where they are."""
    from dataaudit.report.excerpt import one_line
    from dataaudit.results.result import load_result

    out = Path(options.out) if options.out else Path(options.run) / "export" / options.format
    for path in load_result(options.run).export(options.format, out):
        print(one_line(str(path)))
    return EXIT_PASSED


COMMAND = Command(
    rank=36,
    help="write the clean data set in another format, a file for every split",
    options=(
        RUN,
        Option("--format", "format of the files", choices=FORMS, default="jsonl"),
        Option("--out", "folder for them, not there yet or empty (default: export/FORMAT in the run's folder)", "DIR"),
    ),
    examples=("dataaudit export RUN --format jsonl --out clean-jsonl",),
    execute=execute,
)
