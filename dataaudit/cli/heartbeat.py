"""A file that says that a run is alive and what it does, for whoever supervises it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dataaudit.store.event_log import Watcher

SECONDS = 15.0
"""Between two beats; a supervisor may call a run dead after a few of them."""


@contextmanager
def beating(path: Path | None, watcher: Watcher | None) -> Iterator[Watcher | None]:
    """Write a heartbeat while a run works.

    The file holds one JSON object: ``time`` of the beat, ``state`` (running or ended), ``pid``, ``stage``, and
    ``progress_time``, when the run last told of something: a run that hangs beats, and that time stays behind.

    Args:
        path: The file; None for no heartbeat.
        watcher: Told of every event as well.
    """
    if path is None:
        yield watcher
        return
    facts: dict[str, Any] = {"state": "running", "pid": os.getpid(), "stage": None, "progress_time": _now()}
    ended = threading.Event()

    def watch(record: dict[str, Any]) -> None:
        facts["progress_time"] = record["time"]
        facts["stage"] = record.get("stage", facts["stage"])
        if watcher is not None:
            watcher(record)

    def beat() -> None:
        while not ended.wait(SECONDS):
            _write(path, facts)

    _write(path, facts)
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()
        _write(path, {**facts, "state": "ended"})


def _write(path: Path, facts: dict[str, Any]) -> None:
    from dataaudit.store.atomic import write_bytes

    write_bytes(path, json.dumps({"time": _now(), **facts}).encode() + b"\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
