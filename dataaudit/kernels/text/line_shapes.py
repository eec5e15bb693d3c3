"""Lines of a text: those that end like sentences, short ones, repeated ones.

Reads the two buffers of Arrow texts, classes by code point and a table of terminal punctuation. A line is hashed in
place and looked up in a table that all texts share, so repeated lines are found without a string. Lines are equal if
their 64-bit hashes are, so a collision breaks the count.

Source: Penedo et al. 2024, "The FineWeb Datasets", section 3.6, with the formulas and the terminal punctuation of
datatrove's ``FineWebQualityFilter``: lines are separated by line feeds, and blank ones do not count.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64

FIELDS = ("line_feeds", "filled_lines", "terminal_lines", "short_lines", "repeated_line_chars")
"""Columns of the result of ``line_shapes``: numbers of lines or, in the last, of code points."""
SHORT = 30
"""A line of at most this many code points is short."""

_TERMINAL = """
21 2E 3F 589 61D 61E 61F 6D4 700 701 702 7F9 837 839 83D 83E 964 965 104A 104B 1362 1367 1368 166E 1735 1736
17D4 17D5 17D6 17D9 17DA 1803 1809 1944 1945 1AA8 1AA9 1AAA 1AAB 1B5A 1B5B 1B5E 1B5F 1B7D 1B7E 1C3B 1C3C 1C7E
1C7F 203C 203D 2047 2048 2049 2E2E 2E3C 2E53 2E54 3002 A4FF A60E A60F A6F3 A6F7 A876 A877 A8CE A8CF A92F A9C8
A9C9 AA5D AA5E AA5F AAF0 AAF1 ABEB FE52 FE56 FE57 FF01 FF0E FF1F FF61 10A56 10A57 10F55 10F56 10F57 10F58
10F59 10F86 10F87 10F88 10F89 11047 11048 110BE 110BF 110C0 110C1 11141 11142 11143 111C5 111C6 111CD 111DE
111DF 11238 11239 1123B 1123C 112A9 1144B 1144C 115C2 115C3 115C9 115CA 115CB 115CC 115CD 115CE 115CF 115D0
115D1 115D2 115D3 115D4 115D5 115D6 115D7 11641 11642 1173C 1173D 1173E 11944 11946 11A42 11A43 11A9B 11A9C
11C41 11C42 11EF7 11EF8 11F43 11F44 16A6E 16A6F 16AF5 16B37 16B38 16B44 16E98 1BC9F 1DA88
"""


@cache
def terminal_table() -> NDArray[np.bool_]:
    """Whether a code point ends a sentence: bool, shape (0x110000,), read-only.

    Examples:
        >>> table = terminal_table()
        >>> bool(table[ord(".")]), bool(table[ord("。")]), bool(table[ord(",")])
        (True, True, False)
    """
    table = np.zeros(0x110000, np.bool_)
    table[[int(point, 16) for point in _TERMINAL.split()]] = True
    table.flags.writeable = False
    return table


@njit(nogil=True, cache=True)
def line_shapes(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8], terminal: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Counts of every text's lines.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        terminal: From ``terminal_table``.

    Returns:
        int64, shape (texts, len(FIELDS)); zeros for an empty text.
    """
    result = np.zeros((offsets.shape[0] - 1, 5), dtype=np.int64)
    keys = np.zeros(64, dtype=np.uint64)
    for text in range(result.shape[0]):
        start, stop = offsets[text], offsets[text + 1]
        feeds = 0  # counted first, so that the table is large enough before the lines are walked
        for position in range(start, stop):
            feeds += data[position] == 0x0A
        mask = 63
        while mask < 2 * (feeds + 1):
            mask = 2 * mask + 1
        if mask >= keys.shape[0]:
            keys = np.zeros(mask + 1, dtype=np.uint64)
        keys[: mask + 1] = 0
        out = result[text]
        out[0] = feeds
        begin = start
        while begin < stop:
            position, chars, filled, last = begin, 0, False, 0
            while position < stop and data[position] != 0x0A:
                last, size = decode(data, position)
                filled |= (classes[last] & SPACE) == 0
                position += size
                chars += 1
            if filled:
                out[1] += 1
                out[2] += terminal[last]
                out[3] += chars <= SHORT
                key = xxh64(data, begin, position) | np.uint64(1)  # 0 marks a free slot
                slot = np.int64((key >> np.uint64(1)) & np.uint64(mask))
                while keys[slot] != 0 and keys[slot] != key:
                    slot = (slot + 1) & mask
                if keys[slot] == key:
                    out[4] += chars
                keys[slot] = key
            begin = position + 1
    return result
