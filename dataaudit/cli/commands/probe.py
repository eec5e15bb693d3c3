"""``dataaudit probe``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import BATCH_SIZE, DATA, JSON, LABEL, MAX_TOKENS, OUT, QUIET, TEMPLATE, TEXT
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, EXIT_USAGE
from dataaudit.training.model_folders.model_kinds import KINDS

if TYPE_CHECKING:
    from dataaudit.findings.finding import Result


def execute(options: argparse.Namespace) -> int:
    """Probe a model on data; 1 when an error was found, 2 when the model cannot take a step on it."""
    from dataaudit.cli.console import telling
    from dataaudit.engine.finding_table import finding_record
    from dataaudit.report.excerpt import one_line
    from dataaudit.store.json_text import json_text
    from dataaudit.training.probes.model_and_data import probe_model

    found: tuple[Result, ...] = ()
    with telling(quiet=options.quiet) as tell:

        def progress(name: str, number: int, count: int, results: tuple[Result, ...]) -> None:
            nonlocal found
            for one in results:
                if one.name not in {earlier.name for earlier in found}:
                    tell("finding", code=one.code, name=one.name, severity=one.severity, message=one.message)
            found = results
            tell("probe", name=name, number=number, of=count)

        def loaded(sentence: str) -> None:
            tell("model", loaded=sentence)

        try:
            result, rates = probe_model(
                options.model, options.data, **COMMAND.arguments(options), tell=loaded, progress=progress
            )
        except KeyboardInterrupt:  # what was found so far is shown before the command ends
            if options.json:
                print(json_text({"findings": [finding_record(one) for one in found], "interrupted": True}, default=str))
            else:
                _print(found)
                print(f"not run: the other probes (interrupted{'' if found else '; no problem found so far'})")
            sys.stdout.flush()
            raise
    errors = {one.name for one in result.findings if one.severity == "error" and one.status == "found"}
    exit_code = EXIT_USAGE if "failing-step" in errors else EXIT_GATE_FAILED if errors else EXIT_PASSED
    if options.json:
        record = {
            "findings": [finding_record(one) for one in result.findings],
            "measures": result.measures.to_dicts(),
            "not_run": result.not_run,
            "learning_rate": None if rates is None else rates.tables()["finder"].to_dicts()[0],
        }
        print(json_text(record, default=str))
        return exit_code
    _print(result.findings)
    if not result.findings:
        print("no problem found")
    for reason in dict.fromkeys(result.not_run.values()):
        names = [name for name, why in result.not_run.items() if why == reason]
        print(f"not run: {', '.join(names)} ({one_line(reason)})")
    if rates is not None:
        told = "none" if rates.suggested is None else f"{rates.suggested:.2g} ({rates.low:.2g} to {rates.high:.2g})"
        print(f"learning rate: {told}{'; ' + rates.warning if rates.warning else ''}")
    return exit_code


def _print(findings: Sequence[Result]) -> None:
    from dataaudit.report.excerpt import one_line

    for one in findings:
        print(f"{one.severity:<8} {one.code} {one.name} ({one.confidence}): {one_line(one.message)}")
        if one.causes:
            print(f"         likely: {one_line(one.causes[0])}; next: {one_line(one.next_measurement)}")


COMMAND = Command(
    rank=80,
    help="test a model on a few batches before training: gradients, loss, inputs, overfitting a single batch",
    options=(
        Option(
            "model",
            "folder of a transformers model with its tokenizer or image processor (safetensors; random weights if it "
            "has only a config), or of a PEFT adapter",
            "MODEL",
        ),
        replace(DATA, help="data in any form that dataaudit run --input takes, or a folder of pictures a class"),
        TEXT, TEMPLATE,
        replace(LABEL, help="column of the class, or of the tags (default: what the model needs is detected)"),
        Option(
            "--target", "column of the output, for an encoder with a decoder (default: the answers of the rows)",
            "COLUMN", keyword="target",
        ),
        Option(
            "--task", "what the model learns from (default: by its configuration)", choices=KINDS, keyword="task"
        ),
        Option(
            "--base", "folder of an adapter's base model (default: the one that it names)", "FOLDER", keyword="base"
        ),
        replace(BATCH_SIZE, default=16),
        MAX_TOKENS,
        Option("--steps", "steps of the single-batch test", kind=int, default=100, keyword="steps"),
        Option(
            "--accumulation", "micro-batches in a step, to check gradient accumulation", "N", kind=int,
            keyword="accumulation",
        ),
        Option(
            "--learning-rate", "also run the learning-rate finder (AdamW)", switch=True, keyword="learning_rate"
        ),
        replace(OUT, help="folder for the tables, for dataaudit diagnose DIR"),
        JSON, QUIET,
    ),
    examples=(
        "dataaudit probe model/ train.jsonl --learning-rate",
        "dataaudit probe t5/ train.csv --text article --target summary",
        "dataaudit probe vit/ photos/",
        "dataaudit probe adapter/ train.jsonl --base llama/",
    ),
    execute=execute,
)  # fmt: skip
