"""Code points from UTF-8 bytes.

Reads a uint8 array at the first byte of a character. The first byte alone gives the length, so nothing is validated and
ASCII, tested first, is one comparison; runs of ASCII are skipped eight bytes at a time. Invalid UTF-8 breaks it, up to
reads past the end: Arrow validates strings when it reads them.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.unaligned_loads import load64

# The bit that every byte of a character beyond ASCII has, for eight bytes at once.
_HIGH_BITS = np.uint64(0x8080808080808080)


@njit(nogil=True, cache=True, inline="always")
def decode(data: NDArray[np.uint8], position: int) -> tuple[int, int]:
    """The code point at a byte position, and its length in bytes.

    The bytes must be valid UTF-8, and ``position`` must be the first byte of a code point.

    Source: RFC 3629.
    """
    first = np.int64(data[position])
    if first < 0x80:
        return first, 1
    second = np.int64(data[position + 1]) & 0x3F
    if first < 0xE0:
        return (first & 0x1F) << 6 | second, 2
    third = np.int64(data[position + 2]) & 0x3F
    if first < 0xF0:
        return (first & 0x0F) << 12 | second << 6 | third, 3
    fourth = np.int64(data[position + 3]) & 0x3F
    return (first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4


@njit(nogil=True, cache=True, inline="always")
def ascii_end(data: NDArray[np.uint8], position: int, stop: int) -> int:
    """The position of the first byte at or after ``position`` that is not ASCII, or ``stop``."""
    while position + 8 <= stop and load64(data, position) & _HIGH_BITS == 0:
        position += 8
    while position < stop and data[position] < 0x80:
        position += 1
    return position
