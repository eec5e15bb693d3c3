"""``dataaudit gate``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.shared_options import FAIL_ON, JSON, RULES, RUN
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Judge a run; 1 when the gate failed."""
    from dataaudit.api import gate
    from dataaudit.report.excerpt import one_line
    from dataaudit.store.json_text import json_text

    outcome = gate(**COMMAND.arguments(options))
    if options.json:
        print(json_text(outcome.to_json()))
    else:
        for one in outcome.results:
            mark = "passed" if one.passed else f"FAILED ({one.severity})"
            why = f"  [{one_line(one.why)}]" if one.why and not one.passed else ""
            print(f"{mark:<17} {one.id}: {one_line(one.message)}{why}")
        print(f"gate: {outcome.verdict}")
    return EXIT_GATE_FAILED if outcome.verdict == "failed" else EXIT_PASSED


COMMAND = Command(
    rank=30,
    help="judge a finished run by rules",
    options=(replace(RUN, keyword="run"), replace(RULES, required=True), replace(FAIL_ON, default="error"), JSON),
    execute=execute,
)
