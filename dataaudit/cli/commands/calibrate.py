"""``dataaudit calibrate``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import DATA, OUT, QUIET, SET, TEMPLATE, TEXT
from dataaudit.errors import EXIT_PASSED, InputError


def execute(options: argparse.Namespace) -> int:
    """Learn, write the preset, say how to use it."""
    from pathlib import Path

    import yaml

    from dataaudit.api import calibrate
    from dataaudit.cli.console import watching
    from dataaudit.store.atomic import write_bytes

    target = Path(options.out)
    if target.suffix not in (".yml", ".yaml") or not target.parent.is_dir():
        message = f"{target}: name a .yml file in a folder that exists with --out"
        raise InputError(message)
    with watching(quiet=options.quiet) as watcher:
        preset = calibrate(options.data, **COMMAND.arguments(options), watcher=watcher)
    text = yaml.safe_dump(preset, sort_keys=False, allow_unicode=True, default_flow_style=None, width=118)
    write_bytes(target, text.encode())
    print(f"{target}: thresholds of {len(preset['findings'])} findings; use it with")
    print(f"  dataaudit run --input PATH --set 'stages.quality.presets=[{target}]'")
    return EXIT_PASSED


COMMAND = Command(
    rank=60,
    help="learn thresholds from texts that you trust",
    options=(
        replace(DATA, help="texts that you trust, in any form that dataaudit run --input takes"),
        replace(OUT, help="preset to write, as learnt.yml", metavar="FILE", required=True, keyword=None),
        Option("--preset", "preset whose thresholds are learnt", default="dataaudit", keyword="preset"),
        Option(
            "--share", "largest share of the texts beyond a threshold", kind=float, default=0.01, keyword="share"
        ),
        Option("--fewest", "minimum number of texts for a threshold", kind=int, default=200, keyword="fewest"),
        TEXT, TEMPLATE, SET, QUIET,
    ),
    examples=(
        "dataaudit calibrate trusted.jsonl --out thresholds.yml",
    ),
    execute=execute,
)  # fmt: skip
