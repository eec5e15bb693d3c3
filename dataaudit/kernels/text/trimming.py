"""Texts and lines without the white space around them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE
from dataaudit.kernels.text.utf8 import decode


@njit(nogil=True, cache=True, inline="always")
def strip(data: NDArray[np.uint8], start: int, stop: int, classes: NDArray[np.uint8]) -> tuple[int, int]:
    """The first byte of ``data[start:stop]`` that is no white space, and one past the last, as ``str.strip`` has it."""
    while start < stop:
        point, size = decode(data, start)
        if not classes[point] & SPACE:
            break
        start += size
    while stop > start:
        last = stop - 1
        while data[last] & 0xC0 == 0x80:
            last -= 1
        point, _ = decode(data, last)
        if not classes[point] & SPACE:
            break
        stop = last
    return start, stop
