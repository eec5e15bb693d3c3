"""``dataaudit demo``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.shared_options import LANGUAGE, OUT, QUIET
from dataaudit.errors import EXIT_PASSED

SAMPLE = Path(__file__).parent.parent.parent / "sample" / "sms_spam.parquet"


def execute(options: argparse.Namespace) -> int:
    """Audit the sample and say what to try next."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary

    arguments = COMMAND.arguments(options)
    arguments["settings"].append("name=demo")
    with watching(quiet=options.quiet) as watcher:
        result = audit(SAMPLE, **arguments, watcher=watcher)
    print_summary(result)
    run = result.path
    dropped = next((row["row_id"] for row in result.rows().iter_rows(named=True) if row["dropped_by"] == "DUP002"), 0)
    print(f"try: dataaudit show {run} {dropped}")
    print("     dataaudit explain near-duplicate")
    print(f"     dataaudit gate {run} --rules default")
    return EXIT_PASSED


COMMAND = Command(
    rank=160,
    help="audit the sample that ships with the package",
    options=(
        replace(OUT, help="folder of the run (default: reports/demo-<fingerprint>)"),
        replace(LANGUAGE, default="en"),
        QUIET,
    ),
    examples=("dataaudit demo --out RUN",),
    execute=execute,
)
