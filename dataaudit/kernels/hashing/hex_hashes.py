"""128-bit hashes in hex as two 64-bit numbers each.

Reads an Arrow column of hashes, 32 lower-case hex digits each, as bytes and offsets. Two numbers take 16 bytes where
the string takes 40, and numpy sorts and compares them without a Python object. Upper-case digits break it: they give
other numbers without an error.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def hex_halves(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The upper and the lower 64 bits of every hash.

    Args:
        data: ASCII bytes, uint8: 32 lower-case hex digits per hash, or none for a missing one.
        offsets: int64, length hashes + 1.

    Returns:
        Two uint64 arrays; 0 for a missing hash.
    """
    count = offsets.shape[0] - 1
    high, low = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    for number in range(count):
        if offsets[number + 1] - offsets[number] != 32:
            continue
        for place in range(32):
            digit = data[offsets[number] + place]
            value = np.uint64(digit - 0x30 if digit < 0x3A else digit - 0x57)  # "0" to "9", else "a" to "f"
            if place < 16:
                high[number] = high[number] << np.uint64(4) | value
            else:
                low[number] = low[number] << np.uint64(4) | value
    return high, low
