"""``dataaudit report``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.shared_options import LANGUAGE, RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Build the report, say where it is."""
    from dataaudit.api import report

    print(f"report: {report(**COMMAND.arguments(options))}")
    return EXIT_PASSED


COMMAND = Command(
    rank=35,
    help="build the report of a finished run again from its tables",
    options=(
        replace(RUN, keyword="run"),
        replace(LANGUAGE, help="language of the report (default: the run's)", keyword="language", settings=None),
    ),
    examples=("dataaudit report RUN --language zh",),
    execute=execute,
)
