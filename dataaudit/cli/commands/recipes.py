"""``dataaudit recipes``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import BATCH_SIZE, DATA, JSON, LABEL, MAX_TOKENS, QUIET, TEMPLATE, TEXT
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Measure the recipes, print a table and what to switch on."""
    from dataaudit.cli.console import telling
    from dataaudit.store.json_text import json_text
    from dataaudit.training.recipe_trials.survey import record_of, shown, survey

    with telling(quiet=options.quiet) as tell:
        found = survey(options.model, options.data, **COMMAND.arguments(options), progress=tell)
    if options.json:
        print(json_text(record_of(found)))
    else:
        for line in shown(found):
            print(line)
    return EXIT_PASSED


COMMAND = Command(
    rank=100,
    help="measure what saves time or memory when training a model on this machine",
    options=(
        Option("model", "small, or the folder of a transformers model", "MODEL"),
        DATA, TEXT, TEMPLATE,
        replace(LABEL, help="column of the class, for a classifier (default: a language model)"),
        replace(BATCH_SIZE, default=32),
        MAX_TOKENS,
        Option("--steps", "steps to time", kind=int, default=8, keyword="steps"),
        Option(
            "--processes", "also try ZeRO 1 to 3 on this many processes", "N", kind=int, default=0,
            keyword="processes",
        ),
        Option("--recipes", "recipes to try (default: all)", "NAME", many=True, keyword="names"),
        Option("--deepspeed", "write a DeepSpeed configuration (ZeRO 2)", "FILE", keyword="deepspeed"),
        JSON, QUIET,
    ),
    examples=(
        "dataaudit recipes model/ train.jsonl --batch-size 8",
    ),
    execute=execute,
)  # fmt: skip
