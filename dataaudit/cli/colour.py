"""Colours on a terminal that shows them; NO_COLOR and TERM=dumb turn them off."""

from __future__ import annotations

import os
import sys

_COLOURS = {"error": "31", "warning": "33", "failed": "31", "passed": "32"}


def has_colours() -> bool:
    """Whether standard output is a terminal that shows colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def coloured(text: str, kind: str) -> str:
    """A word in the colour of a severity or verdict."""
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if kind in _COLOURS and has_colours() else text
