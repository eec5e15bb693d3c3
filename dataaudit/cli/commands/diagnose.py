"""``dataaudit diagnose``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import FAIL_ON, JSON, LANGUAGE, OUT, RULES
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED

if TYPE_CHECKING:
    from dataaudit.training.diagnosis import Diagnosis


def execute(options: argparse.Namespace) -> int:
    """Diagnose; 1 when a gate failed."""
    from dataaudit.store.json_text import json_text
    from dataaudit.training.diagnosis import configured, default_folder, diagnose

    asked = COMMAND.arguments(options)
    asked["columns"] = dict(asked["columns"] or ())
    asked["rules"] = asked["rules"] or []
    quiet = options.json and not options.rules
    out = options.out or (None if quiet else default_folder(options.paths, configured(**asked)))
    made = diagnose(*options.paths, out=out, **asked)
    if options.json:
        print(json_text(_record(made)))
    else:
        _show(made)
    return EXIT_GATE_FAILED if made.verdict == "failed" else EXIT_PASSED


def _column_and_role(word: str) -> tuple[str, str]:
    name, sign, role = word.rpartition("=")
    if not sign or not name:
        message = f"NAME=SPLIT/METRIC is expected, as objective=train/loss, got '{word}'"
        raise argparse.ArgumentTypeError(message)
    return name, role


def _logs() -> str:
    from dataaudit.training.logs.log_reader import log_readers

    known = "; ".join(reader.known_as for reader in log_readers())
    return f"training logs ({known}), or folders that TrainingMonitor or dataaudit probe wrote"


def _record(made: Diagnosis) -> dict[str, Any]:
    from dataaudit.engine.finding_table import finding_record

    return {
        "runs": [
            {"name": run.name, "format": run.format, "columns": run.log.columns, "not_assessed": dict(one.not_assessed)}
            for run, one in zip(made.runs, made.judged, strict=True)
        ],
        "findings": [finding_record(one) for one in made.findings],
        "metrics": made.metrics,
        "verdict": made.verdict,
    }


def _show(made: Diagnosis) -> None:
    from dataaudit.cli.rule_lines import print_failed_rules
    from dataaudit.report.excerpt import one_line

    for run, judged in zip(made.runs, made.judged, strict=True):
        print(one_line(run.name))
        for note in run.notes:
            print(f"  {one_line(note)}")
        found = [one for one in judged.findings if one.status == "found"]
        for one in found:
            print(f"  {one.severity:<8} {one.code} {one.name} ({one.confidence:.2f}): {one_line(one.message)}")
            if one.severity != "info":
                print(f"           likely: {one_line(one.causes[0])}; next: {one_line(one.next_measurement)}")
        if not any(one.severity != "info" for one in found):
            print("  no problem found in what could be assessed")
        thin = [one for one in judged.findings if one.status != "found"]
        if thin:
            reasons = [f"{one.name} ({one_line(str(one.evidence['reason']))})" for one in thin]
            print(f"  not enough data: {'; '.join(reasons)}")
        if judged.not_assessed:
            needs = "; ".join(dict.fromkeys(judged.not_assessed.values()))
            print(f"  not assessed: {len(judged.not_assessed)} findings, for want of {needs}")
    if made.path is not None:
        print(f"report: {made.path / 'report.html'}")
    if made.path is not None and made.verdict is not None:
        print_failed_rules(made.path)
    if made.verdict is not None:
        print(f"gate: {made.verdict}")


COMMAND = Command(
    rank=70,
    help="diagnose a training run from its log or from what TrainingMonitor recorded",
    options=(
        Option("paths", _logs, "LOG|RUN", many=True),
        replace(OUT, help="folder of the report (default: reports/diagnose-<fingerprint>)", keyword=None),
        Option(
            "--column", "role of a column, as objective=train/loss", "NAME=SPLIT/METRIC", kind=_column_and_role,
            many=True, keyword="columns",
        ),
        Option("--step", "column that counts steps, where another one is taken for it", "NAME", keyword="step"),
        Option(
            "--pattern", "lines of your own format: a regular expression with named groups, or @FILE that holds one",
            "REGEX|@FILE", keyword="pattern",
        ),
        Option(
            "--chance-loss", "loss of guessing, as ln C for C classes", "LOSS", kind=float, keyword="chance_loss"
        ),
        Option(
            "--baseline-loss", "loss of a simple model on the same data", "LOSS", kind=float, keyword="baseline_loss"
        ),
        RULES,
        FAIL_ON,
        replace(LANGUAGE, help="language of messages and report", default="en", keyword="language", settings=None),
        replace(JSON, help="print the findings as JSON; the report is written only with --out"),
    ),
    execute=execute,
)  # fmt: skip
