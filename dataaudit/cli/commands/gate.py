"""``dataaudit gate``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.shared_options import ALLOW, BASELINE, FAIL_ON, JSON, RULES, RUN
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Judge a run; 1 when the gate failed."""
    from dataaudit.api import gate
    from dataaudit.cli.rule_lines import rule_lines, waiver_lines
    from dataaudit.store.json_text import json_text

    outcome = gate(**COMMAND.arguments(options))
    if options.json:
        print(json_text(outcome.to_json()))
    else:
        judged = outcome.to_json()
        for rule in judged["rules"]:
            print("\n".join(rule_lines(rule)))
        print("\n".join([*waiver_lines(judged), f"gate: {outcome.verdict}"]))
    return EXIT_GATE_FAILED if outcome.verdict == "failed" else EXIT_PASSED


COMMAND = Command(
    rank=30,
    help="judge a finished run by rules",
    options=(replace(RUN, keyword="run"), RULES, FAIL_ON, BASELINE, ALLOW, JSON),
    execute=execute,
)
