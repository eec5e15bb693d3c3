"""How many of a text's words are on the word list of its language.

Reads the bytes of texts in lower case with the bounds of each. All lists share one hash table, whose keys mix the
number of the list into the hash of the word, so a word is one look-up whatever the number of languages. Upper-case text
breaks it: its words are found on no list.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import LETTER, MARK, UNSEGMENTED, WORD
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64

_SALT = np.uint64(0x9E3779B97F4A7C15)


@njit(nogil=True, cache=True, inline="always")
def _key(data: NDArray[np.uint8], start: int, stop: int, which: int, suffix: bool) -> np.uint64:
    """A word, or a final character, on a list as one number; never 0, which marks a free slot."""
    return (xxh64(data, start, stop) ^ (np.uint64(2 * which + 1 + suffix) * _SALT)) | np.uint64(1)


@njit(nogil=True, cache=True, inline="always")
def _holds(keys: NDArray[np.uint64], key: np.uint64) -> bool:
    mask = keys.shape[0] - 1
    slot = np.int64(key >> np.uint64(1)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return keys[slot] == key


def pack_lists(lists: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    """Lists of words as a hash table.

    Args:
        lists: Words in lower case; "-x" stands for all words that end with the character x.

    Returns:
        uint64; the length is a power of two.

    Examples:
        >>> pack_lists([["the", "of"], ["-n"]]).shape
        (16,)
    """
    size = 16
    while size < 4 * sum(map(len, lists)):
        size *= 2
    keys = np.zeros(size, np.uint64)
    for which, words in enumerate(lists):
        for word in words:
            suffix = len(word) > 1 and word[0] == "-"
            data = np.frombuffer(word[suffix:].encode(), np.uint8)
            key = np.uint64(_key(data, 0, len(data), which, suffix))
            slot = int(key >> np.uint64(1)) & (size - 1)
            while keys[slot] not in (0, key):
                slot = (slot + 1) & (size - 1)
            keys[slot] = key
    return keys


@njit(nogil=True, cache=True)
def listed_words(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    classes: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    which: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The words of every text that are on its list, and all its words with a letter.

    A word is a run of letters, marks and numbers; every character of a script without spaces is one.

    Args:
        data: UTF-8 bytes of texts in lower case, uint8.
        starts: First byte of every text, int64.
        stops: One past the last byte of every text, int64.
        classes: Class bits by code point, from ``character_tables``.
        keys: From ``pack_lists``.
        which: The list of every text, int64; -1 for none.

    Returns:
        int64, shape (texts, 2); zeros for a text without a list.
    """
    result = np.zeros((starts.shape[0], 2), dtype=np.int64)
    for text in range(starts.shape[0]):
        if which[text] < 0:
            continue
        position, stop = starts[text], stops[text]
        begin, last, seen = -1, 0, 0
        while True:
            bits, size = 0, 1
            if position < stop:
                point, size = decode(data, position)
                bits = int(classes[point])
            if begin >= 0 and (not bits & WORD or bits & UNSEGMENTED):
                if seen & LETTER:
                    result[text, 1] += 1
                    found = _holds(keys, _key(data, begin, position, which[text], False))
                    result[text, 0] += found or _holds(keys, _key(data, last, position, which[text], True))
                begin, seen = -1, 0
            if position >= stop:
                break
            if bits & UNSEGMENTED:
                result[text, 1] += 1
                result[text, 0] += _holds(keys, _key(data, position, position + size, which[text], False))
            elif bits & WORD:
                if begin < 0:
                    begin = position
                if not bits & MARK:  # a mark belongs to the character before it, which the "-x" entries end with
                    last = position
                seen |= bits
            position += size
    return result
