"""``dataaudit selftest``."""

from __future__ import annotations

import argparse

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import INPUT, JSON, LABEL, PIPELINE, QUIET, SEED, SET, TEMPLATE, TEXT
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Plant, audit, print the recall by kind of defect."""
    from dataaudit.api import selftest
    from dataaudit.cli.console import watching
    from dataaudit.store.json_text import json_text

    with watching(quiet=options.quiet) as watcher:
        found = selftest(**COMMAND.arguments(options), watcher=watcher)
    if options.json:
        print(json_text([one.record() for one in found]))
        return EXIT_PASSED
    print(f"{'planted defect':<48} {'planted':>8} {'found':>6} {'recall':>7}  95 % interval")
    for one in found:
        print(f"{one.kind:<48} {one.planted:>8} {one.found:>6} {one.recall:>7.3f}  {one.low:.3f} to {one.high:.3f}")
    return EXIT_PASSED


COMMAND = Command(
    rank=50,
    help="plant known defects in a sample of your data and measure how many are found",
    options=(
        PIPELINE, INPUT, TEXT, TEMPLATE, LABEL,
        Option("--rows", "rows in the sample", kind=int, default=2000, keyword="rows"),
        Option("--each", "most defects of each kind", kind=int, default=100, keyword="each"),
        SEED, SET, JSON, QUIET,
    ),
    examples=(
        "dataaudit selftest --input train.jsonl",
    ),
    execute=execute,
)  # fmt: skip
