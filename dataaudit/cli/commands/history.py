"""``dataaudit history``."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path

from dataaudit.cli.command import Command
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import JSON
from dataaudit.errors import EXIT_PASSED, ConfigurationError


def execute(options: argparse.Namespace) -> int:
    """List the runs of a folder, the newest last."""
    from dataaudit.config.suggest import did_you_mean
    from dataaudit.report.excerpt import one_line
    from dataaudit.results.history import METRICS, past_runs
    from dataaudit.store.json_text import json_text

    folder = Path(options.folder)
    runs, problems = past_runs(folder)
    for problem in problems:
        print(f"dataaudit: {problem}", file=sys.stderr)
    known = {name for one in runs for name in one.metrics}
    for name in options.metric or ():
        if name not in known:
            message = f"no run has a metric '{name}'{did_you_mean(name, known)}"
            raise ConfigurationError(message)
    metrics = options.metric or METRICS
    if options.html:
        from dataaudit.report.history_page import render_history
        from dataaudit.store.atomic import write_bytes

        page = Path(options.html)
        base = Path(os.path.relpath(folder, page.parent)).as_posix()
        write_bytes(page, render_history(runs, metrics, f"dataaudit: {len(runs)} runs", base))
    if options.json:
        print(json_text([asdict(one) for one in runs]))
        return EXIT_PASSED
    for one in runs:
        verdict = one.verdict or "not gated"
        print(
            f"{one.finished}  {one_line(one.path)}  {one.rows['read']:,} rows, {one.rows['kept']:,} kept  {verdict}  "
            f"errors {one.errors}, warnings {one.warnings}"
        )
        for word, names in (("new", one.new), ("gone", one.gone)):
            if names:
                print(f"    {word}: {', '.join(names)}")
        shown = [(name, one.metrics.get(name)) for name in options.metric or ()]
        for name, value in shown:
            print(f"    {name}: {'no value' if value is None else f'{value:.6g}'}")
    if options.html:
        print(f"page: {options.html}")
    return EXIT_PASSED


COMMAND = Command(
    rank=34,
    help="list the runs of a folder: verdicts, findings that are new or gone, metrics over time",
    options=(
        Option("folder", "folder with the runs, at any depth", "DIR", default="reports", required=False),
        Option("--metric", "metrics to show over time, by name", "NAME", many=True),
        Option("--html", "write an index page to this file", "FILE"),
        JSON,
    ),
    examples=(
        "dataaudit history reports",
        "dataaudit history reports --metric rows.kept duplicates.near.rate --html history.html",
    ),
    execute=execute,
)
