"""Which texts may not be in NFC.

Reads the bytes of texts and a table over code points. A text is in NFC where all its characters are, and none of them
combines with another one; only the rest has to be normalised to find out. ASCII is skipped by runs.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.utf8 import ascii_end, decode

_LOOKED_AT = (
    (0xC0, 0x3400),
    (0xA000, 0xAC00),
    (0xF900, 0xFB50),
    (0xFE20, 0xFE30),
    (0x10000, 0x1F000),
    (0x2F800, 0x2FA20),
)
"""Code points among which all lie that NFC changes: outside are Han, Hangul, surrogates and private characters."""


@cache
def composing_characters() -> NDArray[np.bool_]:
    """By code point: whether the character changes under NFC, or may combine with the one before it.

    Returns:
        bool, read-only, shape (1114112,).

    Examples:
        >>> composing_characters()[[ord("é"), 0x301, 0x212B]].tolist()
        [False, True, True]
    """
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    seconds: set[int] = set()
    for point in (one for first, last in _LOOKED_AT for one in range(first, last)):
        character = chr(point)
        if unicodedata.combining(character) or not unicodedata.is_normalized("NFC", character):
            table[point] = True
        decomposed = unicodedata.decomposition(character)
        if decomposed and decomposed[0] != "<":
            seconds.update(int(one, 16) for one in decomposed.split()[1:])
    table[sorted(seconds)] = True
    table[0x1161:0x11C3] = True  # vowels and finals of Hangul, which has no listed decompositions
    table.flags.writeable = False
    return table


@njit(nogil=True, cache=True)
def may_compose(data: NDArray[np.uint8], offsets: NDArray[np.int64], table: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether every text may change under NFC.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        table: From ``composing_characters``.

    Returns:
        bool, one per text; False for an empty one.
    """
    result = np.zeros(offsets.shape[0] - 1, dtype=np.bool_)
    for text in range(result.shape[0]):
        position, stop = offsets[text], offsets[text + 1]
        while position < stop:
            if data[position] < 0x80:
                position = ascii_end(data, position, stop)
                continue
            point, size = decode(data, position)
            if table[point]:
                result[text] = True
                break
            position += size
    return result
