"""128-bit hashes in hex, as two numbers each: a fifth of the memory, and sorted by numpy."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def hex_halves(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The upper and the lower 64 bits of every hash.

    Args:
        data: ASCII bytes, uint8: 32 lower-case hex digits a hash, or nothing.
        offsets: int64, one more than there are hashes.

    Returns:
        Two uint64 arrays; zeros for nothing.
    """
    count = offsets.shape[0] - 1
    high, low = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    for number in range(count):
        if offsets[number + 1] - offsets[number] != 32:
            continue
        for place in range(32):
            digit = data[offsets[number] + place]
            value = np.uint64(digit - 0x30 if digit < 0x3A else digit - 0x57)
            if place < 16:
                high[number] = high[number] << np.uint64(4) | value
            else:
                low[number] = low[number] << np.uint64(4) | value
    return high, low
