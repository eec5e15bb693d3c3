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
    from dataaudit.report.translations import labels
    from dataaudit.results.result import load_result
    from dataaudit.store.json_text import json_text

    outcome = gate(**COMMAND.arguments(options))
    if options.json:
        print(json_text(outcome.to_json()))
    else:
        settings = load_result(options.run).manifest.configuration.get("report")
        language = settings["language"] if settings else "en"  # of a training
        t = labels(language)
        lines = [line for rule in outcome.results for line in rule_lines(rule, t, language)]
        print("\n".join([*lines, *waiver_lines(outcome, t), t["terminal_gate"].format(verdict=t[outcome.verdict])]))
    return EXIT_GATE_FAILED if outcome.verdict == "failed" else EXIT_PASSED


COMMAND = Command(
    rank=30,
    help="judge a finished run by rules",
    options=(replace(RUN, keyword="run"), RULES, FAIL_ON, BASELINE, ALLOW, JSON),
    examples=(
        "dataaudit gate RUN --rules default",
        "dataaudit gate RUN --rules rules/gate.yml --baseline baseline.lock",
    ),
    execute=execute,
)
