"""``dataaudit ablate``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON, OUT, QUIET, RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Train on the variants, print what differs."""
    import polars as pl

    from dataaudit.cli.console import telling
    from dataaudit.config.training import TrainingOptions
    from dataaudit.store.json_text import json_text
    from dataaudit.training.ablation.ablate import ablate, record_of

    with telling(quiet=options.quiet) as tell:
        settings = TrainingOptions(model=options.model, task=options.task, tokens=max(options.tokens, 10_000))
        found = ablate(**COMMAND.arguments(options), settings=settings, progress=tell)
    if options.json:
        print(json_text(record_of(found)))
        return EXIT_PASSED
    for note in found.notes:
        print(note)
    print(f"{'variant':<32} {'rows':>9} {'loss':>9} {'accuracy':>9}")
    means = found.runs.group_by("variant", maintain_order=True).agg(
        pl.col("rows").max(), pl.col("loss").mean(), pl.col("accuracy").mean()
    )
    for name, rows, loss, accuracy in means.iter_rows():
        print(f"{name:<32} {rows:>9,} {loss:>9.4f} " + ("" if accuracy is None else f"{accuracy:>9.4f}"))
    for one in found.compared:
        print(one.verdict)
    return EXIT_PASSED


COMMAND = Command(
    rank=90,
    help="train a small model on raw, clean and partly cleaned rows to see whether cleaning helped",
    options=(
        replace(RUN, help="folder of a finished run whose input is unchanged", keyword="run"),
        replace(OUT, help="folder for ablation.parquet and ablation.json"),
        Option("--seeds", "times that each variant is trained", kind=int, default=5, keyword="seeds"),
        Option("--tokens", "tokens per training", kind=int, default=500_000, keyword="tokens"),
        Option(
            "--rules", "findings whose rows are put back, one finding at a time (default: those that dropped rows)",
            "FINDING", many=True, keyword="rules",
        ),
        Option("--model", "small, or the folder of a transformers model", default="small"),
        Option(
            "--task", "what the model learns; auto: classes where rows have labels", default="auto",
            choices=("auto", "classes", "language"),
        ),
        JSON, QUIET,
    ),
    examples=(
        "dataaudit ablate RUN --seeds 3",
    ),
    execute=execute,
)  # fmt: skip
