"""One run at a time in a folder."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from dataaudit.errors import RunDirectoryError
from dataaudit.store.atomic import write_error

LOCK_NAME = ".lock"


class RunLock:
    """An exclusive lock on a run directory, held until it is released or the process ends, however it ends.

    Raises:
        RunDirectoryError: Another process holds it; the message names its number and host.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise write_error(folder, error) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            owner = _owner(self._file.read())
            self._file.close()
            message = f"{folder}: another run is writing here ({owner}); wait for it or choose another --out"
            raise RunDirectoryError(message) from None
        try:
            self._file.truncate(0)
            self._file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
            self._file.flush()
        except OSError as error:
            with suppress(OSError):
                self.release()
            raise write_error(self._path, error) from error

    def release(self) -> None:
        """Let others in; the lock file goes."""
        if not self._file.closed:
            self._path.unlink(missing_ok=True)
            self._file.close()

    def __enter__(self) -> RunLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _owner(text: str) -> str:
    try:
        facts = json.loads(text)
        return f"process {int(facts['pid'])} on {facts['host']!s:.64}"
    except (ValueError, KeyError, TypeError):
        return "its process is unknown"
