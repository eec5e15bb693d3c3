"""``dataaudit diagnose``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dataaudit.cli.command import Command
from dataaudit.cli.finding_line import finding_line
from dataaudit.cli.log_options import LOG_OPTIONS, LOGS, with_mappings
from dataaudit.cli.shared_options import FAIL_ON, JSON, LANGUAGE, OUT, RULES
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED

if TYPE_CHECKING:
    from dataaudit.training.diagnosis import Diagnosis, Run
    from dataaudit.training.judge_run import Judged

_FEW = 6
"""Runs that are shown one by one; of more only those with a problem."""


def execute(options: argparse.Namespace) -> int:
    """Diagnose; 1 when a gate failed."""
    from dataaudit.store.json_text import json_text
    from dataaudit.training.diagnosis import configured, default_folder, diagnose

    asked = with_mappings(COMMAND.arguments(options))
    asked["rules"] = asked["rules"] or []
    quiet = options.json and not options.rules
    out = options.out or (None if quiet else default_folder(options.paths, configured(**asked)))
    made = diagnose(*options.paths, out=out, **asked)
    if options.json:
        print(json_text(_record(made)))
    else:
        _show(made)
    return EXIT_GATE_FAILED if made.verdict == "failed" else EXIT_PASSED


def _record(made: Diagnosis) -> dict[str, Any]:
    from dataaudit.engine.finding_table import finding_record
    from dataaudit.training.compared_runs import bands
    from dataaudit.training.logs.curve_ends import curve_ends

    return {
        "runs": [
            {
                "name": run.name,
                "format": run.format,
                "unit": run.log.unit,
                "columns": run.log.columns,
                "curves": curve_ends(run.log.curves),
                "notes": run.notes,
                "not_assessed": dict(one.not_assessed),
            }
            for run, one in zip(made.runs, made.judged, strict=True)
        ],
        "compared": made.compared.to_dicts(),
        "seeds": bands(made.compared).to_dicts(),
        "findings": [finding_record(one) for one in made.findings],
        "metrics": made.metrics,
        "verdict": made.verdict,
    }


def _show(made: Diagnosis) -> None:
    from dataaudit.cli.rule_lines import print_failed_rules
    from dataaudit.gates.verdict import read_gate
    from dataaudit.report.translations import labels

    sound = 0
    for run, judged in zip(made.runs, made.judged, strict=True):
        loud = any(one.status == "found" and one.severity != "info" for one in judged.findings)
        if len(made.runs) > _FEW and not loud:
            sound += 1
        else:
            _show_run(run, judged)
    if sound:
        print(f"{sound} of {len(made.runs)} runs: no problem found in what could be assessed (all: --json)")
    if len(made.runs) > 1:
        _show_compared(made)
    if made.path is not None:
        print(f"report: {made.path / 'report.html'}")
    if made.path is not None and made.verdict is not None:
        print_failed_rules(read_gate(made.path), labels("en"), "en")
    if made.verdict is not None:
        print(f"gate: {made.verdict}")


def _show_run(run: Run, judged: Judged) -> None:
    """Print what was read of a run, what was found, and what could not be judged."""
    from dataaudit.report.excerpt import one_line

    print(one_line(run.name))
    for note in run.notes:
        print(f"  {one_line(note)}")
    found = [one for one in judged.findings if one.status == "found"]
    for one in found:
        print(f"  {finding_line(one)}")
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


def _show_compared(made: Diagnosis) -> None:
    """Print the runs in the order of their losses, and the spread of those that differ in their seed."""
    from dataaudit.report.excerpt import one_line
    from dataaudit.training.compared_runs import bands

    runs = made.compared
    print("runs, the best first:")
    for one in runs.to_dicts():
        ends = [
            f"{text} {one[name]:g}"
            for name, text in (("train_last", "train loss"), ("validation_lowest", "lowest validation loss"))
            if one[name] is not None
        ]
        at = f" at step {one['lowest_step']:g}" if one["lowest_step"] is not None else ""
        said = f"  ({one['findings']})" if one["findings"] else ""
        print(
            f"  {'failed  ' if one['failed'] else ''}{one_line(one['run'])}: {', '.join(ends) or 'no loss'}{at}{said}"
        )
    for one in bands(runs).to_dicts():
        text = "train loss" if one["metric"] == "train_last" else "lowest validation loss"
        print(f"  {one_line(one['group'])}: {text} of {one['runs']} runs {one['mean']:g} ± {one['deviation']:.2g}")


COMMAND = Command(
    rank=70,
    help="diagnose a training run from its log or from what TrainingMonitor recorded",
    options=(
        LOGS,
        replace(OUT, help="folder of the report (default: reports/diagnose-<fingerprint>)", keyword=None),
        *LOG_OPTIONS,
        RULES,
        FAIL_ON,
        replace(LANGUAGE, help="language of messages and report", default="en", keyword="language", settings=None),
        replace(JSON, help="print the findings as JSON; the report is written only with --out"),
    ),
    examples=(
        "dataaudit diagnose train.log",
        "dataaudit diagnose runs/2026-11-30 --out DIAGNOSIS --rules training",
        "dataaudit diagnose log.csv --column l1=train/loss --step it",
    ),
    execute=execute,
)  # fmt: skip
