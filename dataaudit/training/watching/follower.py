"""Reads a running training again whenever something was written, and says whether it has ended."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dataaudit.errors import AuditError
from dataaudit.training.diagnosis import Diagnosis, diagnose
from dataaudit.training.run_folder import is_closed, run_marks

_SHARE = 10.0
"""A look may cost one part in this many of the time between two."""


class Follower:
    """Follows logs, or folders that the monitor writes, from before their first line on.

    Args:
        paths: Logs and folders; they need not exist yet.
        how: Further arguments of ``diagnose``.

    Attributes:
        made: The newest state that could be read, or None.
        problem: Why a newer one could not, or empty.
        changed_at: When it was read, in seconds since 1970.
        ended: Whether all that is followed was the folder of a monitor that had closed.
    """

    def __init__(self, paths: Sequence[Path], how: Mapping[str, Any]) -> None:
        self.paths, self._how = list(paths), dict(how)
        self.made: Diagnosis | None = None
        self.problem = ""
        self.changed_at: float | None = None
        self.ended = False
        self._seen: tuple[Any, ...] = ()
        self._cost = 0.0

    def look(self) -> bool:
        """Read what has changed; return whether there is something new to show.

        What cannot be read, perhaps because it is being written or holds no number yet, is a ``problem`` until it can.
        """
        states = {path: _state(path) for path in self.paths}
        now = tuple(part for state in states.values() for part in state)
        if now == self._seen or not now:
            return False
        began = time.monotonic()
        ended = self._closed()  # asked before the reading: what closes meanwhile is read once more
        try:
            self.made, self.problem = diagnose(*(path for path, state in states.items() if state), **self._how), ""
        except (AuditError, OSError) as error:
            self.problem = str(error)
        self.changed_at, self.ended = time.time(), ended
        self._seen, self._cost = now, time.monotonic() - began
        return True

    def pause(self, every: float) -> float:
        """Return the seconds until the next look: ``every``, or more where a look is dear."""
        return max(every, _SHARE * self._cost)

    def _closed(self) -> bool:
        """Whether all that is followed is the folder of a monitor that has closed."""
        try:
            return all(run_marks(path) and is_closed(path) for path in self.paths)
        except AuditError:
            return False


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Names, times and sizes of what is there; of a monitor's folder nothing before its mark, which is written last."""
    found = []
    for one in sorted(path.rglob("[!.]*")) if path.is_dir() else [path]:
        try:
            status = one.stat()
        except OSError:
            continue
        if one.is_file():
            found.append((str(one), status.st_mtime_ns, status.st_size))
    begun = path.is_dir() and any(name.endswith(".parquet") for name, _, _ in found)
    return [] if begun and not run_marks(path) else found
