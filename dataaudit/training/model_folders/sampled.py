"""Rows spread over the first ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

_Row = TypeVar("_Row")
_AHEAD = 10


def sampled(rows: Iterable[_Row], wanted: int) -> list[_Row]:
    """At most so many rows, evenly spread over the first ten times as many.

    Examples:
        >>> sampled(range(100), 4), sampled(range(3), 4)
        ([0, 10, 20, 30], [0, 1, 2])
    """
    held = list(islice(rows, _AHEAD * wanted))
    return held[:: max(1, len(held) // max(wanted, 1))][:wanted]
