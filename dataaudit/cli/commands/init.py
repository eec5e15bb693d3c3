"""``dataaudit init``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.errors import EXIT_PASSED, RunDirectoryError

TEMPLATES = Path(__file__).parent.parent / "templates"
SCHEMA = "pipeline.schema.json"
NAMES = ("pipeline.yml", "rules.yml", SCHEMA)


def execute(options: argparse.Namespace) -> int:
    """Write a pipeline, a rules file and the schema that editors check them by; never over a file that is there."""
    from dataaudit.engine.pipeline_schema import pipeline_schema
    from dataaudit.store.atomic import write_bytes

    folder = Path(options.folder)
    for name in NAMES:
        if (folder / name).exists():
            message = f"{folder / name}: already exists; move it first"
            raise RunDirectoryError(message)
    for name in NAMES:
        schema = json.dumps(pipeline_schema(), indent=1).encode() + b"\n"
        write_bytes(folder / name, schema if name == SCHEMA else (TEMPLATES / name).read_bytes())
        print(f"wrote {folder / name}")
    print(f"next: dataaudit run {folder / 'pipeline.yml'} --input PATH --out DIR")
    return EXIT_PASSED


COMMAND = Command(
    rank=150,
    help="write a commented pipeline and rules file",
    options=(Option("folder", "folder to write them to", "FOLDER", default=".", required=False),),
    execute=execute,
)
