"""Progress in a notebook: one line that is rewritten while a run works; nothing in a script."""

from __future__ import annotations

import sys
import time
from typing import Any

from dataaudit.store.event_log import Watcher

_SECONDS = 0.5
"""Between two changes of the line."""


def notebook_watcher() -> Watcher | None:
    """A watcher that shows what a run does, where the code runs in a notebook; else None."""
    shell = _shell()
    if shell is None:
        return None
    # A notebook brings IPython; elsewhere it need not be installed, and mypy may or may not find it.
    from IPython.display import display  # type: ignore[import-not-found,unused-ignore]

    handle = display({"text/plain": "starting"}, raw=True, display_id=True)
    last = 0.0

    def watch(record: dict[str, Any]) -> None:
        nonlocal last
        line = progress_line(record)
        if line is None or (record["event"] == "progress" and time.monotonic() - last < _SECONDS):
            return
        last = time.monotonic()
        handle.update({"text/plain": line}, raw=True)

    return watch


def progress_line(record: dict[str, Any]) -> str | None:
    """What an event says on the line; None where it says nothing.

    Examples:
        >>> progress_line({"event": "progress", "rows": 12000, "rows_per_second": 4000, "expected": 50000})
        'reading: 12,000 of about 50,000 rows'
        >>> progress_line({"event": "stage_started", "stage": "minhash", "text": "Finding near-duplicates"})
        'Finding near-duplicates'
        >>> progress_line({"event": "run_finished", "seconds": 3.2})
        'done in 3.2 s'
    """
    event = record["event"]
    if event in ("stage_started", "note"):
        return str(record.get("text") or record.get("message") or record["stage"])
    if event == "progress" and "done" in record:
        return f"{record['done']:,} of {record['total']:,}"
    if event == "progress":
        expected = f" of about {record['expected']:,}" if record.get("expected") else ""
        return f"reading: {record['rows']:,}{expected} rows"
    return f"done in {record['seconds']:,.1f} s" if event == "run_finished" else None


def _shell() -> Any:
    """The shell of a notebook's kernel, or None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if shell is not None and getattr(shell, "kernel", None) is not None else None
