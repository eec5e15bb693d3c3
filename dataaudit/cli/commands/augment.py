"""``dataaudit augment``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option, key
from dataaudit.cli.shared_options import AGAINST, INPUT, JSON, LABEL, OUT, QUIET, SEED, SET, SPLIT, TEMPLATE, TEXT
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Audit, clean, make new rows, print what was made."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary

    with watching(quiet=options.quiet) as watcher:
        result = audit(pipeline="augment", **COMMAND.arguments(options), watcher=watcher)
    if options.json:
        print((result.path / "summary.json").read_text(encoding="utf-8"))
        return _ending(result.verdict)
    print_summary(result)
    rows, wanted = (result.metrics.get(f"augmentation.{name}") for name in ("rows", "wanted"))
    if rows is not None and wanted is not None:  # --set augment=false asks for none
        print(f"new rows: {rows:,} of {wanted:,} wanted, in {result.path / 'augmented'}")
    return _ending(result.verdict)


def _ending(verdict: str | None) -> int:
    return EXIT_GATE_FAILED if verdict == "failed" else EXIT_PASSED


def _operations() -> list[str]:
    from dataaudit.config.augment import OperationsOptions

    return list(OperationsOptions.__dataclass_fields__)


def _only(named: Sequence[str]) -> list[str]:
    """Settings that switch the named operations on and the others off."""
    return [f"augment.operations.{name}=" + ("{}" if name in named else "false") for name in _operations()]


def _class_and_count(word: str) -> tuple[str, int]:
    name, found, count = word.rpartition("=")
    if not found or not (count.isascii() and count.isdecimal()):
        message = f"a class and a number are expected, as spam=500, got '{word}'"
        raise argparse.ArgumentTypeError(message)
    return name, int(count)


COMMAND = Command(
    rank=20,
    help="audit a corpus and make new rows from its clean training rows",
    options=(
        replace(INPUT, required=True),
        replace(OUT, help="folder of the run (default: reports/augment-<fingerprint>)"),
        TEXT, TEMPLATE,
        Option(
            "--fields", "columns that may be changed, or messages:user", "COLUMN", many=True,
            settings=key("augment.fields"),
        ),
        LABEL, SPLIT,
        replace(AGAINST, help="evaluation data that no new row may resemble"),
        Option(
            "--balance", "fill each class up to this share of the largest class", "SHARE", kind=float,
            settings=key("augment.balance"),
        ),
        Option("--factor", "new rows for every training row", "N", kind=float, settings=key("augment.factor")),
        Option(
            "--classes", "new rows wanted by class, as spam=500", "CLASS=N", kind=_class_and_count, many=True,
            settings=lambda pairs: key("augment.classes")(dict(pairs)),
        ),
        Option("--per-row", "most new rows made from one row", "N", kind=int, settings=key("augment.per_row")),
        Option(
            "--operations", lambda: "use only these operations: " + ", ".join(_operations()), "NAME", many=True,
            choices=_operations, settings=_only,
        ),
        replace(SEED, default=None, keyword=None, settings=key("augment.seed")),
        Option("--workers", "processes (default: one for each core)", "N", kind=int, settings=key("augment.workers")),
        SET, JSON, QUIET,
    ),
    examples=(
        "dataaudit augment --input train.csv --label label --balance 1 --out RUN",
    ),
    execute=execute,
)  # fmt: skip
