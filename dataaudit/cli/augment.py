"""``dataaudit augment``."""

from __future__ import annotations

import argparse
import json

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, UsageError

OPERATIONS = (
    "synonym_replacement", "random_insertion", "random_deletion", "random_swap", "character_noise",
    "case_and_punctuation", "sentence_shuffling", "class_mix", "masked_replacement", "back_translation",
)  # fmt: skip
NEED_MORE = ("masked_replacement", "back_translation")
"""Operations that are told with --set which model or program they use."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--input", nargs="+", action="extend", required=True, metavar="PATH", help="as dataaudit run")
    parser.add_argument("--out", metavar="DIR", help="the run's folder (default: reports/augment-<fingerprint>)")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help='columns joined to one text, as "{question}\\n{answer}"')
    parser.add_argument(
        "--fields", nargs="+", action="extend", metavar="COLUMN", help="columns that may be changed, or messages:user"
    )
    parser.add_argument("--label", metavar="COLUMN", help='column of the class (default: found; "" for none)')
    parser.add_argument("--split", metavar="COLUMN", help="column of the split (default: from file names)")
    parser.add_argument(
        "--against", nargs="+", action="extend", metavar="EVAL", help="evaluation data that no new row may come near"
    )
    parser.add_argument("--balance", type=float, metavar="R", help="fill classes up to this share of the largest")
    parser.add_argument("--factor", type=float, metavar="F", help="new rows for every training row")
    parser.add_argument(
        "--classes",
        nargs="+",
        action="extend",
        metavar="CLASS=N",
        default=[],
        help="new rows wanted by class, as spam=500",
    )
    parser.add_argument("--per-row", type=int, metavar="N", help="new rows of one row, at most (default: 4)")
    parser.add_argument(
        "--operations",
        nargs="+",
        action="extend",
        metavar="NAME",
        help=f"what makes new rows, of {', '.join(OPERATIONS)}",
    )
    parser.add_argument("--seed", type=int, help="the same seed makes the same rows (default: 1)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: as many as there are cores)")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="override a key of the pipeline"
    )
    parser.add_argument("--json", action="store_true", help="print summary.json instead of a summary to read")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Audit, clean, make new rows, print what was made."""
    from dataaudit.api import audit
    from dataaudit.cli.console import watching
    from dataaudit.cli.summary import print_summary

    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    with watching(quiet=options.quiet) as watcher:
        result = audit(
            options.input, pipeline="augment", out=options.out, text=options.text, template=template,
            label=options.label, split=options.split, against=options.against, settings=given_settings(options),
            watcher=watcher,
        )  # fmt: skip
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


def given_settings(options: argparse.Namespace) -> list[str]:
    """Arguments as keys of the pipeline.

    Raises:
        UsageError: An unknown operation, or one that needs more than its name.
    """
    settings = [
        f"augment.{key}={value}"
        for key in ("balance", "factor", "per_row", "seed", "workers")
        if (value := getattr(options, key)) is not None
    ]
    settings += [f"augment.fields={json.dumps(options.fields, ensure_ascii=False)}"] if options.fields else []
    if options.classes:
        told = {}
        for one in options.classes:
            name, found, count = one.rpartition("=")
            if not found or not (count.isascii() and count.isdecimal()):
                message = f"--classes {one}: write a class and a number, as spam=500"
                raise UsageError(message)
            told[name] = int(count)
        settings.append(f"augment.classes={json.dumps(told, ensure_ascii=False)}")
    if options.operations:
        for name in options.operations:
            if name not in OPERATIONS:
                near = did_you_mean(name, list(OPERATIONS))
                message = f"unknown operation '{name}'{near}; there are {', '.join(OPERATIONS)}"
                raise UsageError(message)
            if name in NEED_MORE and not any(one.startswith(f"augment.operations.{name}") for one in options.set):
                more = (
                    "model=FOLDER"
                    if name == "masked_replacement"
                    else "there=FOLDER augment.operations.back_translation.back=FOLDER"
                )
                message = f"{name}: say what it uses, as --set augment.operations.{name}.{more}"
                raise UsageError(message)
        settings += [
            f"augment.operations.{name}=" + ("{}" if name in options.operations else "false")
            for name in OPERATIONS if name not in NEED_MORE
        ]  # fmt: skip
    return settings + list(options.set)
