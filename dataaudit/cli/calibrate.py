"""``dataaudit calibrate``."""

from __future__ import annotations

import argparse

from dataaudit.errors import EXIT_PASSED, InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "reference", nargs="+", metavar="PATH", help="texts that you trust, as dataaudit run reads them"
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the preset to write, as learnt.yml")
    parser.add_argument("--preset", default="dataaudit", help="whose thresholds are learnt (default: dataaudit)")
    parser.add_argument("--share", type=float, default=0.01, help="of the texts may lie beyond a threshold (0.01)")
    parser.add_argument("--fewest", type=int, default=200, help="texts that a threshold is learnt from (200)")
    parser.add_argument("--text", metavar="COLUMN", help="column of the text (default: found)")
    parser.add_argument("--template", metavar="T", help="columns joined to one text")
    parser.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="override a key")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


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
    template = options.template.replace("\\n", "\n").replace("\\t", "\t") if options.template else None
    with watching(quiet=options.quiet) as watcher:
        preset = calibrate(
            options.reference,
            preset=options.preset,
            share=options.share,
            fewest=options.fewest,
            text=options.text,
            template=template,
            settings=options.set,
            watcher=watcher,
        )
    text = yaml.safe_dump(preset, sort_keys=False, allow_unicode=True, default_flow_style=None, width=118)
    write_bytes(target, text.encode())
    print(f"{target}: thresholds of {len(preset['findings'])} findings; use it with")
    print(f"  dataaudit run --input PATH --set 'stages.quality.presets=[{target}]'")
    return EXIT_PASSED
