"""``dataaudit checklist``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from dataaudit.errors import EXIT_PASSED

_MARKS = {"seen": "[!]", "open": "[ ]", "ruled_out": "[x]"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "problem",
        nargs="?",
        metavar="PROBLEM",
        help="loss-not-decreasing, loss-nan, out-of-memory, too-slow or overfitting; none lists them",
    )
    parser.add_argument("run", nargs="?", metavar="RUN", help="training log, folder of the monitor, or a finished run")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the advice (default: en)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list to read")


def execute(options: argparse.Namespace) -> int:
    """Print the advice: what was seen first, what was ruled out last."""
    from dataaudit.report.excerpt import one_line
    from dataaudit.training.checklists.checklist import checklist, problems

    if options.problem is None:
        for name, title in problems(options.language).items():
            print(f"{name:<22} {title}")
        return EXIT_PASSED
    items = checklist(options.problem, options.run, options.language)
    if options.json:
        print(json.dumps([asdict(one) for one in items], ensure_ascii=False, indent=1))
        return EXIT_PASSED
    for one in items:
        print(f"{_MARKS[one.state]} {one.text}")
        if one.evidence:
            print(f"      {one_line(one.evidence)}")
        names = f"  ({', '.join(one.findings)})" if one.findings else ""
        print(f"      {one.check}{names}")
    return EXIT_PASSED
