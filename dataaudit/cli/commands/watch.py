"""``dataaudit watch``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dataaudit.cli.command import Command
from dataaudit.cli.log_options import LOG_OPTIONS, LOGS, with_mappings
from dataaudit.cli.option import Option
from dataaudit.cli.shared_options import FAIL_ON, LANGUAGE
from dataaudit.errors import EXIT_GATE_FAILED, EXIT_PASSED, InputError

if TYPE_CHECKING:
    from polars import DataFrame
    from rich.console import RenderableType

    from dataaudit.findings.finding import Result
    from dataaudit.training.watching.follower import Follower


def execute(options: argparse.Namespace) -> int:
    """Follow until the training has ended; 1 as soon as something is found that --fail-on names."""
    from dataaudit.training.alarms import Alarms
    from dataaudit.training.watching.follower import Follower

    asked = with_mappings(COMMAND.arguments(options))
    follower = Follower([Path(path) for path in options.paths], asked)
    alarms = Alarms(options.on_finding, options.fail_on, _say)
    on_screen = sys.stdout.isatty() and not options.once
    try:
        with _live(follower) if on_screen else _lines(follower):
            while True:
                told = follower.problem
                if follower.look() and follower.made is not None:
                    news = alarms.look(follower.made.findings, ended=follower.ended or options.once)
                    if not on_screen:
                        _print(news)
                if follower.problem != told and follower.problem and not on_screen:
                    _say(follower.problem)
                over = follower.ended or alarms.stopped_by is not None or (options.once and follower.made is not None)
                if options.page and follower.made is not None:
                    _write(Path(options.page), follower, None if over else options.every)
                if over:
                    break
                if options.once:
                    message = follower.problem or f"nothing to read yet: {', '.join(map(str, follower.paths))}"
                    raise InputError(message)
                time.sleep(follower.pause(options.every))
    finally:
        alarms.close()
    return EXIT_GATE_FAILED if alarms.stopped_by is not None else EXIT_PASSED


@contextmanager
def _live(follower: Follower) -> Iterator[None]:
    """The screen, drawn again every second; what it showed last stays."""
    from rich.live import Live

    with Live(get_renderable=lambda: _now(follower), refresh_per_second=1, vertical_overflow="visible"):
        yield


@contextmanager
def _lines(follower: Follower) -> Iterator[None]:
    """Findings as they come, for a log; at the end how far the training was read."""
    if not any(path.exists() for path in follower.paths):
        _say(f"waiting for {', '.join(map(str, follower.paths))}")
    yield
    if follower.made is not None:
        from dataaudit.report.excerpt import one_line

        for run in follower.made.runs:
            print(f"{one_line(run.name)}: {_reached(run.log.curves)}, {'ended' if follower.ended else 'not ended'}")


def _now(follower: Follower) -> RenderableType:
    from rich.console import Console
    from rich.text import Text

    from dataaudit.training.watching.screen import screen
    from dataaudit.training.watching.view import view

    if follower.made is None:
        return Text(follower.problem or f"waiting for {', '.join(map(str, follower.paths))}", "dim")
    ago = time.time() - (follower.changed_at or time.time())
    state = "ended" if follower.ended else f"last written {ago:.0f} s ago; Ctrl-C ends watching, not the training"
    return screen(view(follower.made, state, ended=follower.ended, problem=follower.problem), Console().width)


def _write(path: Path, follower: Follower, every: float | None) -> None:
    from dataaudit.training.watching.page import write_page
    from dataaudit.training.watching.view import view

    if follower.made is None:
        return
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(follower.changed_at))
    state = f"last written {at}" if every is not None else f"last written {at}; no longer watched"
    write_page(path, view(follower.made, state, ended=follower.ended, problem=follower.problem), every)


def _print(news: list[Result]) -> None:
    from dataaudit.cli.finding_line import finding_line
    from dataaudit.report.excerpt import one_line

    for one in news:
        print(f"{time.strftime('%H:%M:%S')} {one_line(str(one.where.get('run')))}: {finding_line(one)}", flush=True)


def _reached(curves: DataFrame) -> str:
    steps = curves["step"].to_list()
    return f"read to step {max(steps):,.0f}" if steps else "no step read"


def _say(text: str) -> None:
    print(f"dataaudit: {text}", file=sys.stderr, flush=True)


def _seconds(word: str) -> float:
    if not (seconds := float(word)) > 0:
        message = f"seconds above 0 are expected, got {word}"
        raise argparse.ArgumentTypeError(message)
    return seconds


COMMAND = Command(
    rank=75,
    help="follow a training that still runs: curves, norms and findings as they come",
    options=(
        LOGS,
        Option("--every", "seconds between two looks", "SECONDS", kind=_seconds, default=2.0),
        Option("--page", "write the screen as an HTML page too, which reloads itself", "FILE"),
        Option(
            "--on-finding",
            "told every new warning and error as JSON: a command on its standard input, or an http address; codes and "
            "numbers alone are sent",
            "COMMAND|URL",
        ),
        replace(FAIL_ON, help="end with exit code 1 as soon as something of this severity is found", keyword=None),
        Option("--once", "look once, and end", switch=True),
        *LOG_OPTIONS,
        replace(LANGUAGE, help="language of messages", default="en", keyword="language", settings=None),
    ),
    examples=(
        "dataaudit watch train.log --page watch.html",
        "dataaudit watch runs/now --on-finding ./notify.sh --fail-on error",
    ),
    execute=execute,
)
