"""``dataaudit recipes``."""

from __future__ import annotations

import argparse
import json

from dataaudit.errors import EXIT_PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="small, or the folder of a transformers model")
    parser.add_argument("data", nargs="+", metavar="DATA", help="as dataaudit run --input takes it")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help='columns joined to one text, as "{question}\\n{answer}"')
    parser.add_argument("--label", metavar="COLUMN", help="column of the class (default: a language model)")
    parser.add_argument("--batch-size", type=int, default=32, help="rows of a step (default: 32)")
    parser.add_argument("--max-tokens", type=int, default=128, help="tokens of a row at most (default: 128)")
    parser.add_argument("--steps", type=int, default=8, help="steps that are timed (default: 8)")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="also try ZeRO 1 to 3 on N processes")
    parser.add_argument("--recipes", nargs="+", metavar="NAME", help="which to try (default: all)")
    parser.add_argument("--deepspeed", metavar="FILE", help="write a configuration for DeepSpeed (ZeRO 2)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def execute(options: argparse.Namespace) -> int:
    """Measure the recipes, print a table and what to switch on."""
    from dataaudit.cli.console import telling
    from dataaudit.training.recipe_trials.survey import record_of, shown, survey

    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    with telling(quiet=options.quiet) as tell:
        found = survey(
            options.model, options.data, text=options.text, template=template, label=options.label,
            batch_size=options.batch_size, max_tokens=options.max_tokens, steps=options.steps,
            processes=options.processes, names=options.recipes, deepspeed=options.deepspeed, progress=tell,
        )  # fmt: skip
    if options.json:
        print(json.dumps(record_of(found), ensure_ascii=False, indent=1))
    else:
        for line in shown(found):
            print(line)
    return EXIT_PASSED
