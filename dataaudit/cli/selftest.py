"""``dataaudit selftest``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("pipeline", nargs="?", help="a shipped pipeline's name or a file (default: default)")
    parser.add_argument("--input", nargs="+", action="extend", metavar="PATH", help="as dataaudit run takes it")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help='columns joined to one text, as "{question}\\n{answer}"')
    parser.add_argument("--label", metavar="COLUMN", help='column of the class (default: found; "" for none)')
    parser.add_argument("--rows", type=int, default=2000, help="rows of the sample (default: 2000)")
    parser.add_argument("--each", type=int, default=100, help="defects of every kind at most (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="where places and values come from (default: 1)")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="override a key of the pipeline"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Plant, audit, print the recall by kind of defect."""
    from dataaudit.api import selftest
    from dataaudit.cli.console import watching

    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    with watching(quiet=options.quiet) as watcher:
        found = selftest(
            options.input,
            pipeline=options.pipeline,
            rows=options.rows,
            each=options.each,
            seed=options.seed,
            text=options.text,
            template=template,
            label=options.label,
            settings=options.set,
            watcher=watcher,
        )
    if options.json:
        print(json.dumps([one.record() for one in found], ensure_ascii=False, indent=1))
        return EXIT_PASSED
    print(f"{'planted defect':<48} {'planted':>8} {'found':>6} {'recall':>7}  95 % interval")
    for one in found:
        print(f"{one.kind:<48} {one.planted:>8} {one.found:>6} {one.recall:>7.3f}  {one.low:.3f} to {one.high:.3f}")
    return EXIT_PASSED
