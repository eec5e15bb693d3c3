"""``dataaudit probe``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import BATCH_SIZE, DATA, JSON, LABEL, MAX_TOKENS, OUT, TEMPLATE, TEXT
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, EXIT_USAGE


def execute(options: argparse.Namespace) -> int:
    """Probe a model on data; 1 when an error was found, 2 when the model cannot take a step on it."""
    from dataaudit.engine.finding_table import finding_record
    from dataaudit.report.excerpt import one_line
    from dataaudit.store.json_text import json_text
    from dataaudit.training.probes.model_and_data import probe_model

    result, rates = probe_model(options.model, options.data, **COMMAND.arguments(options))
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
    for one in result.findings:
        print(f"{one.severity:<8} {one.code} {one.name} ({one.confidence}): {one_line(one.message)}")
        if one.causes:
            print(f"         likely: {one_line(one.causes[0])}; next: {one_line(one.next_measurement)}")
    if not result.findings:
        print("no problem found")
    for reason in dict.fromkeys(result.not_run.values()):
        names = [name for name, why in result.not_run.items() if why == reason]
        print(f"not run: {', '.join(names)} ({one_line(reason)})")
    if rates is not None:
        told = "none" if rates.suggested is None else f"{rates.suggested:.2g} ({rates.low:.2g} to {rates.high:.2g})"
        print(f"learning rate: {told}{'; ' + rates.warning if rates.warning else ''}")
    return exit_code


COMMAND = Command(
    rank=80,
    help="test a model on a few batches before training: gradients, loss, inputs, overfitting a single batch",
    options=(
        Option(
            "model",
            "folder of a transformers model with its tokenizer (safetensors; random weights if it has only a config)",
            "MODEL",
        ),
        DATA, TEXT, TEMPLATE,
        replace(LABEL, help="column of the class, for a classifier (default: a language model)"),
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
        JSON,
    ),
    examples=(
        "dataaudit probe model/ train.jsonl --learning-rate",
    ),
    execute=execute,
)  # fmt: skip
