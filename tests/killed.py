"""Runs that end before a write, as a process that is killed does."""

from __future__ import annotations

from typing import Any

import pytest

from dataaudit.store import atomic


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


class Writes:
    """Counts what is written, and ends the process at one of the writes.

    Attributes:
        fatal: Number of the write, from 1, that is not done any more; None for none.
        count: Writes since ``fatal`` was set.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fatal: int | None = None
        self.count = 0
        write = atomic._write

        def counted(*given: Any) -> Any:
            self.count += 1
            if self.count == self.fatal:
                raise Killed
            return write(*given)

        monkeypatch.setattr(atomic, "_write", counted)

    def kill_at(self, fatal: int | None) -> None:
        """Count from here, and end at that write."""
        self.fatal, self.count = fatal, 0
