"""``dataaudit card``."""

from __future__ import annotations

import argparse
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Print the section; write Croissant metadata where that is asked for."""
    from dataaudit.results.dataset_card import card_section, croissant
    from dataaudit.results.result import load_result
    from dataaudit.store.atomic import write_bytes
    from dataaudit.store.json_text import json_text
    from dataaudit.store.parts import part_paths

    result = load_result(options.run)
    print(card_section(result), end="")
    if options.croissant:
        clean = result.path / "clean"
        described = croissant(str(result.manifest.configuration["name"]), part_paths(result.path, "clean"), clean)
        write_bytes(Path(options.croissant), json_text(described).encode() + b"\n")
    return EXIT_PASSED


COMMAND = Command(
    rank=39,
    help="print a section for the card of the data set; Croissant metadata of clean/",
    options=(RUN, Option("--croissant", "write Croissant metadata to this file", "FILE")),
    examples=(
        "dataaudit card RUN",
        "dataaudit card RUN --croissant croissant.json",
    ),
    execute=execute,
)
