"""What a run says while it works: a progress line on a terminal, JSON lines otherwise."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dataaudit.config.sizes import show_size
from dataaudit.report.excerpt import one_line
from dataaudit.store.event_log import Watcher

_PROGRESS_SECONDS = 10.0
_STAGES = {
    "read": "reading rows and computing signals",
    "minhash": "seeking near-duplicates",
    "classes": "counting classes",
    "judge": "judging",
    "clean": "writing the clean data set",
    "training": "training a small model on the clean rows",
}


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher | None]:
    """A watcher for a run: rich on a terminal, JSON lines on standard error otherwise, nothing when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _terminal() as watcher:
            yield watcher
    else:
        yield _json_lines()


@contextmanager
def telling(*, quiet: bool) -> Iterator[Callable[..., None]]:
    """For work that leaves no event log: events on standard error as they come, one line each."""

    def tell(event: str, **facts: Any) -> None:
        if quiet:
            return
        if sys.stderr.isatty():
            told = ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, ""))
            print(one_line(f"{event.replace('_', ' ')}: {told}"), file=sys.stderr, flush=True)
        else:
            print(json.dumps({"event": event, **facts}, default=str), file=sys.stderr, flush=True)

    yield tell


def _json_lines() -> Watcher:
    """Every event as one line; progress at most once in a while, a log is not a display."""
    last = time.monotonic()

    def watch(record: dict[str, Any]) -> None:
        nonlocal last
        if record["event"] == "progress":
            if time.monotonic() - last < _PROGRESS_SECONDS:
                return
            last = time.monotonic()
        print(json.dumps(record), file=sys.stderr, flush=True)

    return watch


def _prediction(record: dict[str, Any]) -> str:
    """What a run is expected to need: its time from the first batches, its disk from the first part."""
    seconds, disk = record["seconds_to_read"], record["disk_bytes"]
    time_left = "" if seconds is None else f", {seconds:,.0f} s to read the rest"
    return f"about {record['rows']:,} rows{time_left}{'' if disk is None else f', {show_size(disk)} on disk'}"


@contextmanager
def _terminal() -> Iterator[Watcher]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def watch(record: dict[str, Any]) -> None:
            event = record["event"]
            if event == "note":
                console.print(one_line(str(record["message"])), style="dim")
            elif event == "stage_started":
                name = str(record["stage"])
                progress.reset(task, description=_STAGES.get(name, name), total=None)
            elif event == "prediction":
                console.print(_prediction(record), style="dim")
            elif event == "progress" and "done" in record:
                progress.update(task, total=record["total"], completed=record["done"])
            elif event == "progress":
                shown = f"{_STAGES['read']}: {record['rows']:,} rows, {record['rows_per_second']:,} a second"
                progress.update(task, description=shown, total=record["expected"], completed=record["rows"])
            elif event == "run_finished":
                memory, disk = show_size(record["peak_memory_bytes"]), show_size(record["disk_bytes"])
                console.print(f"done in {record['seconds']:,.1f} s, {memory} of memory, {disk} on disk", style="dim")
            elif event == "resumed":
                console.print(f"resuming after {record['parts']} finished parts", style="dim")
            elif event == "damaged_parts":
                console.print("rebuilding damaged parts: " + ", ".join(record["parts"][:5]), style="yellow")

        yield watch
