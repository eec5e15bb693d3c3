"""``dataaudit push``."""

from __future__ import annotations

import argparse

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Copy the clean data set, say where it is."""
    from dataaudit.results.push import push
    from dataaudit.results.result import load_result

    print(f"pushed to {push(load_result(options.run), options.place)}")
    return EXIT_PASSED


COMMAND = Command(
    rank=38,
    help="copy the clean data set with a card to a folder or to the hub",
    options=(RUN, Option("place", "a new folder, or hf://datasets/OWNER/NAME (made private)", "PLACE")),
    examples=("dataaudit push RUN /mnt/shared/clean-set",),
    execute=execute,
)
