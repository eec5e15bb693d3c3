"""``dataaudit ablate``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("run", metavar="RUN", help="folder of a finished dataaudit run whose input is still there")
    parser.add_argument("--out", metavar="DIR", help="folder for ablation.parquet and ablation.json")
    parser.add_argument("--seeds", type=int, default=5, help="trainings of every variant (default: 5)")
    parser.add_argument("--tokens", type=int, default=500_000, help="tokens of a training (default: 500000)")
    parser.add_argument(
        "--rules", nargs="+", action="extend", metavar="FINDING",
        help="rules to leave out, one at a time (default: those that dropped rows)",
    )  # fmt: skip
    parser.add_argument("--model", default="small", help="small, or the folder of a transformers model")
    parser.add_argument(
        "--task",
        choices=("auto", "classes", "language"),
        default="auto",
        help="what is learnt (default: labels if any)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a summary to read")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Train on the variants, print what differs."""
    import polars as pl

    from dataaudit.cli.console import telling
    from dataaudit.config.training import TrainingOptions
    from dataaudit.training.ablation.ablate import ablate, record_of

    with telling(quiet=options.quiet) as tell:
        found = ablate(
            options.run, out=options.out, seeds=options.seeds, tokens=options.tokens, rules=options.rules,
            settings=TrainingOptions(model=options.model, task=options.task, tokens=max(options.tokens, 10_000)),
            progress=tell,
        )  # fmt: skip
    if options.json:
        print(json.dumps(record_of(found), ensure_ascii=False, indent=1))
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
