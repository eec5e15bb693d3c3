"""``dataaudit demo``."""

from __future__ import annotations

import argparse
from pathlib import Path

from dataaudit.errors import EXIT_PASSED

SAMPLE = Path(__file__).parent.parent / "sample" / "sms_spam.parquet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--out", metavar="DIR", help="the run's folder (default: reports/demo-<fingerprint>)")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="language of the report (default: en)")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Audit the sample and say what to try next."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary

    settings = ["name=demo", f"report.language={options.language}"]
    with watching(quiet=options.quiet) as watcher:
        result = audit(SAMPLE, out=options.out, settings=settings, watcher=watcher)
    print_summary(result)
    run = result.path
    dropped = next((row["row_id"] for row in result.rows().iter_rows(named=True) if row["dropped_by"] == "DUP002"), 0)
    print(f"try: dataaudit show {run} {dropped}")
    print("     dataaudit explain near-duplicate")
    print(f"     dataaudit gate {run} --rules default")
    return EXIT_PASSED
