"""What happens in a run, as events: one JSON object a line in ``log.jsonl``, and to whoever watches."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dataaudit.store.atomic import write_error

Watcher = Callable[[dict[str, Any]], None]
"""Called with every event; must not raise."""


class EventLog:
    """Events of one run; the file is appended to, so that a resumed run keeps its history."""

    def __init__(
        self, path: Path | None, watcher: Watcher | None = None, mask: Callable[[Any], Any] = lambda value: value
    ) -> None:
        """Begin or continue a log.

        Args:
            path: The file, or None for none.
            watcher: Is told every event.
            mask: Takes personal data out of what an event names.
        """
        self._path = path
        self._watcher = watcher
        self._mask = mask

    def last(self, event: str) -> dict[str, Any]:
        """The last event of a kind that the file holds; empty where there is none."""
        found: dict[str, Any] = {}
        if self._path is not None and self._path.is_file():
            with self._path.open("rb") as file:
                for line in file:
                    with suppress(ValueError):
                        record = json.loads(line)
                        found = record if isinstance(record, dict) and record.get("event") == event else found
        return found

    def moved(self, path: Path) -> None:
        """Continue in a file that was moved."""
        self._path = path

    def emit(self, event: str, **facts: Any) -> None:
        """Tell that something happened.

        Args:
            event: Its name, as ``stage_finished``.
            facts: Numbers and names; never a row's text.

        Raises:
            ResourceError: The disk is full.
            RunDirectoryError: The folder cannot be written to.
        """
        record = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event}
        record |= self._mask(facts)
        if self._path is not None and event != "progress":
            try:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record) + "\n")
            except OSError as error:
                raise write_error(self._path, error) from error
        if self._watcher is not None:
            self._watcher(record)
