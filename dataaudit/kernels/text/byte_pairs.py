"""How many tokens byte pair encoding makes of a run of bytes.

Reads the bytes of one word and a table of merges by pairs of symbols. The merge of every pair of neighbours is looked
up once and kept, so a merge looks up two new pairs only, and nothing but the count leaves the function. The scan for
the first merge is quadratic in the length, so long words break its speed, not its result.

Source: Sennrich, Haddow, Birch 2016, on bytes as in GPT-2: of all neighbouring pairs the one that was merged first in
training is merged first, and of several the leftmost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_NO_MERGE = np.int64(1) << np.int64(40)  # beyond any rank


class BytePairs(NamedTuple):
    """Merges as a hash table.

    ``bytes_to_symbols`` (int64, shape (256,)): the symbol of a byte. ``keys`` (int64): two symbols as
    ``left << 32 | right``, -1 for a free slot. ``ranks`` (int64): the order of merging. ``merged`` (int64): the symbol
    that the two become. Without merges the arrays are empty.
    """

    bytes_to_symbols: NDArray[np.int64]
    keys: NDArray[np.int64]
    ranks: NDArray[np.int64]
    merged: NDArray[np.int64]


def no_byte_pairs() -> BytePairs:
    """An empty table of merges."""
    nothing = np.zeros(0, np.int64)
    return BytePairs(np.zeros(256, np.int64), nothing, nothing.copy(), nothing.copy())


@njit(cache=True)
def build_byte_pairs(
    bytes_to_symbols: NDArray[np.int64],
    lefts: NDArray[np.int64],
    rights: NDArray[np.int64],
    merged: NDArray[np.int64],
) -> BytePairs:
    """Build the table of some merges, given in order of rank.

    Args:
        bytes_to_symbols: The symbol of every byte, int64, shape (256,).
        lefts: Left symbol of every merge, int64.
        rights: Right symbol of every merge, int64.
        merged: Symbol that the two become, int64.
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
        if keys[slot] == -1:  # a pair listed twice keeps its first rank
            keys[slot], ranks[slot], into[slot] = key, rank, merged[rank]
    return BytePairs(bytes_to_symbols, keys, ranks, into)


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.int64], key: int) -> int:
    # Symbols are small consecutive numbers: multiplied by 2^64 over the golden ratio, their keys spread over the table.
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
    ranks: NDArray[np.int64],
) -> int:
    """The number of tokens of ``data[start:stop]``, which must be one word of the tokenizer.

    Args:
        data: Bytes, uint8.
        start: First byte.
        stop: One past the last byte.
        pairs: The merges.
        symbols: Scratch, int64, at least as long as the word.
        places: Scratch, int64, at least as long as the word.
        ranks: Scratch, int64, at least as long as the word: the ranks are looked at once for every merge.
    """
    count = stop - start
    for index in range(count):
        symbols[index] = pairs.bytes_to_symbols[data[start + index]]
    for index in range(count - 1):
        places[index] = _find(pairs, symbols[index], symbols[index + 1])
        ranks[index] = pairs.ranks[places[index]] if places[index] >= 0 else _NO_MERGE
    while count > 1:
        best, best_rank = -1, _NO_MERGE
        for index in range(count - 1):
            if ranks[index] < best_rank:  # less, not equal: the leftmost
                best, best_rank = index, ranks[index]
        if best < 0:
            break
        symbols[best] = pairs.merged[places[best]]
        count -= 1
        for index in range(best + 1, count):
            symbols[index] = symbols[index + 1]
            places[index - 1], ranks[index - 1] = places[index], ranks[index]
        for index in range(max(best - 1, 0), min(best + 1, count - 1)):
            places[index] = _find(pairs, symbols[index], symbols[index + 1])
            ranks[index] = pairs.ranks[places[index]] if places[index] >= 0 else _NO_MERGE
    return count


@njit(nogil=True, cache=True, inline="always")
def _find(pairs: BytePairs, left: int, right: int) -> int:
    """The slot of the merge of two neighbours, -1 if there is none."""
    key = left << 32 | right
    slot = _slot(pairs.keys, key)
    return slot if pairs.keys[slot] == key else -1
