"""Sums of the weights that the words of a text have for the languages of a group.

Reads the bytes of texts in lower case with the bounds of each. The words of all groups share one hash table, whose keys
mix the number of the group into the hash of the word. Upper-case text breaks it: its words have no weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import LETTER, MARK
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64

MEMBERS = 8
"""Most languages of a group."""
_SALT = np.uint64(0x9E3779B97F4A7C15)


@njit(nogil=True, cache=True, inline="always")
def _key(data: NDArray[np.uint8], start: int, stop: int, group: int) -> np.uint64:
    """A word of a group as one number; never 0, which marks a free slot."""
    return (xxh64(data, start, stop) ^ (np.uint64(group + 1) * _SALT)) | np.uint64(1)


def pack_words(groups: Sequence[Mapping[str, Sequence[int]]]) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    """Words with their weights as a hash table.

    Args:
        groups: For every group its words in lower case, with a weight from -127 to 127 for every language.

    Returns:
        Keys, uint64, whose length is a power of two, and weights, int8, shape (keys, MEMBERS).

    Examples:
        >>> pack_words([{"bisa": [-20, 20]}])[1].max()
        np.int8(20)
    """
    size = 16
    while size < 4 * sum(map(len, groups)):
        size *= 2
    keys, weights = np.zeros(size, np.uint64), np.zeros((size, MEMBERS), np.int8)
    for group, words in enumerate(groups):
        for word, of in words.items():
            data = np.frombuffer(word.encode(), np.uint8)
            key = np.uint64(_key(data, 0, len(data), group))
            slot = int(key >> np.uint64(1)) & (size - 1)
            while keys[slot] not in (0, key):
                slot = (slot + 1) & (size - 1)
            keys[slot] = key
            weights[slot, : len(of)] = of
    return keys, weights


@njit(nogil=True, cache=True)
def close_words(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    classes: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    weights: NDArray[np.int8],
    groups: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The weights of all words of every text, added up by language of its group.

    Args:
        data: UTF-8 bytes of texts in lower case, uint8.
        starts: First byte of every text, int64.
        stops: One past the last byte of every text, int64.
        classes: Class bits by code point, from ``character_tables``.
        keys: From ``pack_words``.
        weights: From ``pack_words``.
        groups: The group of every text, int32; -1 for none.

    Returns:
        int32, shape (texts, MEMBERS); zeros for a text without a group or without listed words. A word is a run of
        letters and marks.
    """
    result = np.zeros((starts.shape[0], weights.shape[1]), dtype=np.int32)
    mask = keys.shape[0] - 1
    for text in range(starts.shape[0]):
        if groups[text] < 0:
            continue
        position, stop, begin = starts[text], stops[text], -1
        while position <= stop:
            bits, size = 0, 1
            if position < stop:
                point, size = decode(data, position)
                bits = int(classes[point]) & (LETTER | MARK)
            if bits and begin < 0:
                begin = position
            elif not bits and begin >= 0:
                key = _key(data, begin, position, groups[text])
                slot = np.int64(key >> np.uint64(1)) & mask
                while keys[slot] != 0 and keys[slot] != key:
                    slot = (slot + 1) & mask
                if keys[slot] == key:
                    for member in range(weights.shape[1]):
                        result[text, member] += weights[slot, member]
                begin = -1
            position += size
    return result
