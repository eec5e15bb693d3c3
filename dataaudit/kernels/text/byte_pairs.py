"""How many tokens byte pair encoding makes of a run of bytes.

Source: Sennrich, Haddow, Birch 2016, on bytes as in GPT-2: the pair of neighbours that was merged first in training
is merged first, the leftmost of several.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_NO_MERGE = np.int64(1) << np.int64(40)


class BytePairs(NamedTuple):
    """Merges as a hash table.

    ``bytes_to_symbols`` (int64, shape (256,)): the symbol of a byte. ``keys`` (int64): two symbols as
    ``left << 32 | right``, -1 for a free slot. ``ranks`` (int64): when the two are merged. ``merged`` (int64): into
    what. Without merges the arrays are empty.
    """

    bytes_to_symbols: NDArray[np.int64]
    keys: NDArray[np.int64]
    ranks: NDArray[np.int64]
    merged: NDArray[np.int64]


def no_byte_pairs() -> BytePairs:
    """No merges at all."""
    nothing = np.zeros(0, np.int64)
    return BytePairs(np.zeros(256, np.int64), nothing, nothing.copy(), nothing.copy())


@njit(cache=True)
def build_byte_pairs(
    bytes_to_symbols: NDArray[np.int64],
    lefts: NDArray[np.int64],
    rights: NDArray[np.int64],
    merged: NDArray[np.int64],
) -> BytePairs:
    """The table of some merges, given in their order.

    Args:
        bytes_to_symbols: int64, shape (256,).
        lefts: Left symbol of every merge, int64.
        rights: Right symbol.
        merged: Symbol that the two become.
    """
    size = 16
    while size < 2 * lefts.shape[0]:
        size *= 2
    keys = np.full(size, -1, np.int64)
    ranks = np.zeros(size, np.int64)
    into = np.zeros(size, np.int64)
    for rank in range(lefts.shape[0]):
        key = lefts[rank] << 32 | rights[rank]
        slot = _slot(keys, key)
        if keys[slot] == -1:
            keys[slot], ranks[slot], into[slot] = key, rank, merged[rank]
    return BytePairs(bytes_to_symbols, keys, ranks, into)


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.int64], key: int) -> int:
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    mask = keys.shape[0] - 1
    slot = np.int64(mixed >> np.uint64(32)) & mask
    while keys[slot] not in (-1, key):
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True)
def count_byte_pairs(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    pairs: BytePairs,
    symbols: NDArray[np.int64],
    places: NDArray[np.int64],
) -> int:
    """Tokens of ``data[start:stop]``, which the tokenizer must take as one word.

    Args:
        data: Bytes, uint8.
        start: First byte.
        stop: One past the last byte.
        pairs: The merges.
        symbols: Room for as many int64 as there are bytes.
        places: Likewise.
    """
    count = stop - start
    for index in range(count):
        symbols[index] = pairs.bytes_to_symbols[data[start + index]]
    for index in range(count - 1):
        places[index] = _find(pairs, symbols[index], symbols[index + 1])
    while count > 1:
        best, best_rank = -1, _NO_MERGE
        for index in range(count - 1):
            if places[index] >= 0 and pairs.ranks[places[index]] < best_rank:
                best, best_rank = index, pairs.ranks[places[index]]
        if best < 0:
            break
        symbols[best] = pairs.merged[places[best]]
        count -= 1
        for index in range(best + 1, count):
            symbols[index] = symbols[index + 1]
            places[index - 1] = places[index]
        if best > 0:
            places[best - 1] = _find(pairs, symbols[best - 1], symbols[best])
        if best < count - 1:
            places[best] = _find(pairs, symbols[best], symbols[best + 1])
    return count


@njit(nogil=True, cache=True, inline="always")
def _find(pairs: BytePairs, left: int, right: int) -> int:
    """The slot of two neighbours' merge, -1 where they have none."""
    key = left << 32 | right
    slot = _slot(pairs.keys, key)
    return slot if pairs.keys[slot] == key else -1
