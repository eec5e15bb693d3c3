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
    from dataaudit.cli.rule_lines import rule_lines
    from dataaudit.store.json_text import json_text

    outcome = gate(**COMMAND.arguments(options))
    if options.json:
        print(json_text(outcome.to_json()))
    else:
        for rule in outcome.to_json()["rules"]:
            print("\n".join(rule_lines(rule)))
        print(f"gate: {outcome.verdict}")
    return EXIT_GATE_FAILED if outcome.verdict == "failed" else EXIT_PASSED


COMMAND = Command(
    rank=30,
    help="judge a finished run by rules",
    options=(replace(RUN, keyword="run"), replace(RULES, required=True), FAIL_ON, JSON),
    execute=execute,
)
