"""``dataaudit checklist``."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON, LANGUAGE
from dataaudit.errors import EXIT_PASSED

_MARKS = {"seen": "[!]", "open": "[ ]", "ruled_out": "[x]"}


def execute(options: argparse.Namespace) -> int:
    """Print the advice: what was seen first, what was ruled out last."""
    from dataaudit.report.excerpt import one_line
    from dataaudit.store.json_text import json_text
    from dataaudit.training.checklists.checklist import checklist, problems

    if options.problem is None:
        for name, title in problems(options.language).items():
            print(f"{name:<22} {title}")
        return EXIT_PASSED
    items = checklist(options.problem, options.run, options.language)
    if options.json:
        print(json_text([asdict(one) for one in items]))
        return EXIT_PASSED
    for one in items:
        print(f"{_MARKS[one.state]} {one.text}")
        if one.evidence:
            print(f"      {one_line(one.evidence)}")
        names = f"  ({', '.join(one.findings)})" if one.findings else ""
        print(f"      {one.check}{names}")
    return EXIT_PASSED


COMMAND = Command(
    rank=120,
    help="list advice for a training problem, ordered by what was seen in your run",
    options=(
        Option("problem", "training problem (default: list them)", "PROBLEM", required=False),
        Option("run", "training log, folder of TrainingMonitor, or finished run", "RUN", required=False),
        replace(LANGUAGE, help="language of the advice", default="en", settings=None),
        JSON,
    ),
    examples=(
        "dataaudit checklist",
        "dataaudit checklist not-decreasing RUN",
    ),
    execute=execute,
)
