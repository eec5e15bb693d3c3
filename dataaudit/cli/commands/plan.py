"""``dataaudit plan``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON
from dataaudit.errors import EXIT_PASSED, UsageError

_FAR = 100
"""Times the rows of the largest run beyond which a forecast says that it is a guess."""
_SHOWN = 12


def execute(options: argparse.Namespace) -> int:
    """Print what a run on more rows will take."""
    from dataaudit.config.sizes import show_size
    from dataaudit.results.forecast import READ, forecast, measured
    from dataaudit.results.result import load_result
    from dataaudit.store.json_text import json_text

    rows = _whole(options.rows)
    jobs, memory = options.jobs or 1, _bytes(options.memory)
    if rows < 1 or jobs < 1:
        message = "--rows and --jobs: expected numbers from 1"
        raise UsageError(message)
    told = forecast([measured(load_result(run)) for run in options.runs], rows, jobs=jobs, memory=memory)
    if options.json:
        print(json_text(asdict(told)))
        return EXIT_PASSED
    print(f"{rows:,} rows, {told.times:,.1f} times those of the largest run; on machines like its own:")
    for one in told.stages[:_SHOWN]:
        shared = f", {_time(told.each)} for each of {jobs:,} shards" if one.name == READ and jobs > 1 else ""
        steep = f"  grew with the power {one.power:.2f} of the rows" if one.power else ""
        print(f"  {one.name:<14} {_time(one.seconds):>10}{shared}{steep}")
    joined = "merge" if jobs > 1 else "in all"
    print(f"{joined}: {_time(told.rest if jobs > 1 else told.each + told.rest)}; tables {show_size(round(told.disk))}")
    if told.memory is None:
        print("memory: not assessed, because the runs have one size; name two runs of different sizes")
    else:
        print(f"memory: {show_size(round(told.memory))}")
    if told.most_rows is not None and told.most_rows < rows:
        print(f"{options.memory} suffice up to about {max(told.most_rows, 0):,.0f} rows")
    if told.error is None:
        print("how well this holds is not known: three runs of different sizes test each other")
    else:
        print(f"the smaller runs foretell the largest with an error of {told.error:+.0%}")
    if told.times > _FAR:
        print(f"more than {_FAR} times the largest run: take this for an order of magnitude, and measure a larger one")
    return EXIT_PASSED


def _whole(text: str) -> int:
    """A number of rows, as 2000000 or 2e6."""
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        message = f"--rows {text}: expected a number of rows, as 2000000 or 2e6"
        raise UsageError(message) from error


def _bytes(text: str | None) -> int | None:
    """A size, as 64GiB."""
    from dataaudit.config.sizes import parse_size

    try:
        return None if text is None else int(parse_size(text))
    except (ValueError, TypeError) as error:
        message = f"--memory {text}: expected a size, as 64GiB"
        raise UsageError(message) from error


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:,.1f} s"
    if seconds < 7200:
        return f"{seconds / 60:,.1f} min"
    return f"{seconds / 3600:,.1f} h"


COMMAND = Command(
    rank=46,
    help="say what an audit of more rows will take, by finished runs on fewer",
    options=(
        Option("runs", "folders of finished runs of the same kind, best three of different sizes", "RUN", many=True),
        Option("--rows", "of the corpus, as 2e9", "N", required=True),
        Option("--jobs", "shards that the reading is divided into (default: 1)", "N", kind=int),
        Option("--memory", "of the machine that does the rest, as 64GiB", "SIZE"),
        JSON,
    ),
    examples=("dataaudit plan RUN-10K RUN-100K --rows 10000000 --jobs 16",),
    execute=execute,
)
