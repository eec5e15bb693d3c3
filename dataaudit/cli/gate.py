"""``dataaudit gate``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("run", help="the run's folder")
    parser.add_argument(
        "--rules",
        nargs="+",
        action="extend",
        required=True,
        metavar="FILE",
        help="rule files, shipped gates by name, or suites that great-expectations wrote (JSON)",
    )
    parser.add_argument(
        "--fail-on", choices=("error", "warning"), default="error", help="mildest severity that fails (default: error)"
    )
    parser.add_argument("--json", action="store_true", help="print gate.json instead of a summary to read")


def execute(options: argparse.Namespace) -> int:
    """Judge a run; 1 when the gate failed."""
    from dataaudit.api import gate
    from dataaudit.report.excerpt import one_line

    outcome = gate(options.run, options.rules, fail_on=options.fail_on)
    if options.json:
        print(json.dumps(outcome.to_json(), ensure_ascii=False, indent=1))
    else:
        for one in outcome.results:
            mark = "passed" if one.passed else f"FAILED ({one.severity})"
            why = f"  [{one_line(one.why)}]" if one.why and not one.passed else ""
            print(f"{mark:<17} {one.id}: {one_line(one.message)}{why}")
        print(f"gate: {outcome.verdict}")
    return EXIT_GATE_FAILED if outcome.verdict == "failed" else EXIT_PASSED
