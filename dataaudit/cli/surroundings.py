"""What the command needs of the process that it starts in: three open streams, and names of files in UTF-8."""

from __future__ import annotations

import os
import sys
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


def in_utf8(words: list[str]) -> None:
    """Start again in Python's UTF-8 mode where the locale would have names of files read as ASCII."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1" and sys.executable:
        _again(words)


def _again(words: list[str]) -> NoReturn:
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, [sys.executable, "-m", "dataaudit", *words])  # noqa: S606  (ourselves)
