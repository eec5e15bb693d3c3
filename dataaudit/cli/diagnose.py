"""``dataaudit diagnose``."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, UsageError

if TYPE_CHECKING:
    from dataaudit.training.diagnosis import Diagnosis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="LOG|RUN",
        help="training logs (trainer_state.json, CSV, JSON lines, TensorBoard, nanoGPT, llm.c, Megatron, W&B, MLflow), "
        "checkpoint folders, or folders that TrainingMonitor or dataaudit probe left",
    )
    parser.add_argument("--out", metavar="DIR", help="folder of the report (default: reports/diagnose-<fingerprint>)")
    parser.add_argument(
        "--column",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=SPLIT/METRIC",
        help="what a column stands for, as objective=train/loss",
    )
    parser.add_argument("--chance-loss", type=float, metavar="LOSS", help="loss of guessing, as ln C for C classes")
    parser.add_argument("--baseline-loss", type=float, metavar="LOSS", help="loss of a simple model on the same data")
    parser.add_argument(
        "--rules", nargs="+", action="extend", default=[], metavar="FILE", help="rule files or shipped gates by name"
    )
    parser.add_argument(
        "--fail-on", choices=("error", "warning"), default="error", help="mildest severity that fails (default: error)"
    )
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of messages and report (default: en)")
    parser.add_argument(
        "--json", action="store_true", help="print the findings as JSON; a report is written only with --out"
    )


def execute(options: argparse.Namespace) -> int:
    """Diagnose; 1 when a gate failed."""
    from dataaudit.training.diagnosis import configured, default_folder, diagnose

    columns = dict(_pair(one) for one in options.column)
    configuration = configured(
        columns, options.chance_loss, options.baseline_loss, options.rules, options.fail_on, options.language
    )
    quiet = options.json and not options.rules
    out = options.out or (None if quiet else default_folder(options.paths, configuration))
    made = diagnose(
        *options.paths,
        out=out,
        columns=columns,
        chance_loss=options.chance_loss,
        baseline_loss=options.baseline_loss,
        rules=options.rules,
        fail_on=options.fail_on,
        language=options.language,
    )
    if options.json:
        print(json.dumps(_record(made), ensure_ascii=False, indent=1))
    else:
        _show(made)
    return EXIT_GATE_FAILED if made.verdict == "failed" else EXIT_PASSED


def _pair(word: str) -> tuple[str, str]:
    name, sign, role = word.rpartition("=")
    if not sign or not name:
        message = f"--column {word}: write NAME=SPLIT/METRIC, as objective=train/loss"
        raise UsageError(message)
    return name, role


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
    if made.verdict is not None:
        print(f"gate: {made.verdict}")
