"""XXH64, the 64-bit hash of shingles, tokens and lines.

Reads a range of a uint8 array in place, so a token or line is hashed without a copy or a Python call. Words are loaded
whole, and the four lanes of a long input do not depend on each other. All arithmetic wraps around modulo 2^64: one
signed operand makes numba's result signed, and a right shift then copies the sign.

Source: the xxHash specification, version 0.1.1 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.unaligned_loads import load32, load64

_P1 = np.uint64(0x9E3779B185EBCA87)
_P2 = np.uint64(0xC2B2AE3D27D4EB4F)
_P3 = np.uint64(0x165667B19E3779F9)
_P4 = np.uint64(0x85EBCA77C2B2AE63)
_P5 = np.uint64(0x27D4EB2F165667C5)
# Lanes 1 and 4 start here for seed 0; wrapped around in Python because numpy warns when a scalar overflows.
_SEED_LANE_1 = np.uint64((0x9E3779B185EBCA87 + 0xC2B2AE3D27D4EB4F) % 2**64)
_SEED_LANE_4 = np.uint64(2**64 - 0x9E3779B185EBCA87)


@njit(nogil=True, cache=True, inline="always")
def _rotate(value: np.uint64, bits: int) -> np.uint64:
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@njit(nogil=True, cache=True, inline="always")
def _round(lane: np.uint64, word: np.uint64) -> np.uint64:
    return _rotate(lane + word * _P2, 31) * _P1


@njit(nogil=True, cache=True)
def xxh64(data: NDArray[np.uint8], start: int, stop: int) -> np.uint64:
    """XXH64 of ``data[start:stop]`` with seed 0; the hash of no bytes is 0xEF46DB3751D8E999.

    Args:
        data: Bytes, uint8.
        start: First byte.
        stop: One past the last byte.

    Returns:
        The hash, uint64.
    """
    length = stop - start
    position = start
    if length >= 32:
        lane1, lane2, lane3, lane4 = _SEED_LANE_1, _P2, np.uint64(0), _SEED_LANE_4
        while position + 32 <= stop:
            lane1 = _round(lane1, load64(data, position))
            lane2 = _round(lane2, load64(data, position + 8))
            lane3 = _round(lane3, load64(data, position + 16))
            lane4 = _round(lane4, load64(data, position + 24))
            position += 32
        value = _rotate(lane1, 1) + _rotate(lane2, 7) + _rotate(lane3, 12) + _rotate(lane4, 18)
        for lane in (lane1, lane2, lane3, lane4):
            value = (value ^ _round(np.uint64(0), lane)) * _P1 + _P4
    else:
        value = _P5
    value += np.uint64(length)
    while position + 8 <= stop:
        value ^= _round(np.uint64(0), load64(data, position))
        value = _rotate(value, 27) * _P1 + _P4
        position += 8
    if position + 4 <= stop:
        value ^= np.uint64(load32(data, position)) * _P1
        value = _rotate(value, 23) * _P2 + _P3
        position += 4
    while position < stop:
        value ^= np.uint64(data[position]) * _P5
        value = _rotate(value, 11) * _P1
        position += 1
    value ^= value >> np.uint64(33)
    value *= _P2
    value ^= value >> np.uint64(29)
    value *= _P3
    value ^= value >> np.uint64(32)
    return value
