"""``dataaudit init``."""

from __future__ import annotations

import argparse
from pathlib import Path

from dataaudit.errors import EXIT_PASSED, RunDirectoryError

TEMPLATES = Path(__file__).parent / "templates"
NAMES = ("pipeline.yml", "rules.yml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", nargs="?", default=".", help="where to write them (default: here)")


def execute(options: argparse.Namespace) -> int:
    """Write ``pipeline.yml`` and ``rules.yml``; never over a file that is there."""
    from dataaudit.store.atomic import write_bytes

    folder = Path(options.folder)
    for name in NAMES:
        if (folder / name).exists():
            message = f"{folder / name}: is there already; move it away first"
            raise RunDirectoryError(message)
    for name in NAMES:
        write_bytes(folder / name, (TEMPLATES / name).read_bytes())
        print(f"wrote {folder / name}")
    print(f"next: dataaudit run {folder / 'pipeline.yml'} --input PATH --out DIR")
    return EXIT_PASSED
