"""Texts and lines without the white space around them.

Reads a range of UTF-8 bytes and a table of classes by code point, and moves the two bounds inwards. Nothing is copied,
and only the white space and one character on each side are decoded. A range that begins or ends inside a character
breaks it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE
from dataaudit.kernels.text.utf8 import decode


@njit(nogil=True, cache=True, inline="always")
def strip(data: NDArray[np.uint8], start: int, stop: int, classes: NDArray[np.uint8]) -> tuple[int, int]:
    """The bounds of ``data[start:stop]`` without white space at either end, as ``str.strip`` trims it."""
    while start < stop:
        point, size = decode(data, start)
        if not classes[point] & SPACE:
            break
        start += size
    while stop > start:
        last = stop - 1
        while data[last] & 0xC0 == 0x80:  # back over continuation bytes, to where the last character begins
            last -= 1
        point, _ = decode(data, last)
        if not classes[point] & SPACE:
            break
        stop = last
    return start, stop
