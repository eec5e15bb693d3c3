"""``dataaudit lock``."""

from __future__ import annotations

import argparse

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import RUN
from dataaudit.errors import EXIT_PASSED


def execute(options: argparse.Namespace) -> int:
    """Write a lock, say whether it has a key."""
    from dataaudit.api import lock
    from dataaudit.results.comparison.digest_key import VARIABLE

    keyed = lock(options.run, options.output)
    print(f"wrote {options.output}")
    if not keyed:
        print(
            f"note: {VARIABLE} is not set: whoever has the lock can check whether a row that they guess is among the "
            "rows found; set it, here and where the lock is read, if the data are confidential"
        )
    return EXIT_PASSED


COMMAND = Command(
    rank=33,
    help="write a lock of a run, to commit and to compare later runs with",
    options=(RUN, Option("--output", "file of the lock", "FILE", default="dataaudit.lock")),
    examples=("dataaudit lock RUN --output baseline.lock",),
    execute=execute,
)
