"""Counts the lines with decimal numbers of a log, and those of them that a reader understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DECIMAL = re.compile(r"(?<![\d:.])\d+\.\d+(?![.\d])|\d[eE][-+]\d")
"""A number with a fraction, and no part of a time or a version."""
_NAMED = re.compile(r"[^\W\d][)\]%]?[\"']?\s*[:=]\s*[\"'\[(]?[-+]?\.?\d")
"""A number that has a name: it is known what it is, whether it is read or not."""


@dataclass(slots=True)
class NumericLines:
    """The lines of a log that hold a number with a fraction.

    Attributes:
        found: How many there are.
        understood: Those whose numbers were read, or have names.
        first: Place of the first one that was not understood, 0 where all were.
    """

    found: int = 0
    understood: int = 0
    first: int = 0

    def add(self, text: str, place: int, *, understood: bool) -> None:
        """Count a line.

        Examples:
            >>> lines = NumericLines()
            >>> lines.add("loss 0.5", 1, understood=True)
            >>> lines.add("12:30:01.5 took 3.1 s", 2, understood=False)
            >>> lines.found, lines.understood, lines.first
            (2, 1, 2)
        """
        if not _DECIMAL.search(text) or "%|" in text or "it/s" in text or "s/it" in text:  # the states of bars
            return
        self.found += 1
        understood = understood or _NAMED.search(text) is not None
        self.understood += understood
        if not understood and not self.first:
            self.first = place
