"""What the command needs of the process that it starts in: three open streams, and names of files in UTF-8."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from typing import NoReturn


def open_streams() -> None:
    """Put the null device in place of standard streams that are closed.

    The next file that is opened would take the number of a closed one, and what a library prints would end up in it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  (stays open)


def find_temporary_folder(out: str | None) -> None:
    """Have temporary files in memory, or in the output folder, where no usual folder for them can be written."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        beside = (os.path.join(os.path.abspath(out), ".cache"),) if out else ()  # noqa: PTH100, PTH118
        for folder in ("/dev/shm", *beside):  # noqa: S108
            with suppress(OSError):
                os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
                with tempfile.TemporaryFile(dir=folder):
                    tempfile.tempdir = os.environ["TMPDIR"] = folder
                    return


def in_utf8(words: list[str]) -> None:
    """Start again in Python's UTF-8 mode where the locale would have names of files read as ASCII."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1" and sys.executable:
        _again(words)


def _again(words: list[str]) -> NoReturn:
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, [sys.executable, "-m", "dataaudit", *words])  # noqa: S606  (ourselves)
