"""What a text must contain for personal data or a secret to be in it at all, found in one scan of its bytes.

Reads the two buffers of Arrow texts and marks of four bytes as numbers. A detector whose anchor is missing does not
run, so one pass over bytes replaces up to twelve searches of a string. An anchor without a match only costs time,
but a detector that could match without its anchor breaks the search: it is never run on such a text.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.unaligned_loads import load32

AT, DIGITS, DOTTED, COLONS, SCHEME, MARK, NINE_DIGITS = 1, 2, 4, 8, 16, 32, 64
"""Bits: an @; six digits with only separators between them, seven in a word, or six of other scripts; three dots
between such digits; "::" or six colons without white space between them; "://"; a mark; nine digits with only
separators between them."""
_FEWEST_DIGITS, _FEWEST_COLONS, _FEWEST_MIXED = 6, 6, 7
_CASE = 0x20202020
"""The bits that distinguish upper from lower case in four ASCII letters."""


def pack_marks(marks: tuple[str, ...]) -> NDArray[np.uint32]:
    """Strings of three or four ASCII characters as the numbers that ``anchors`` compares, regardless of case."""
    # Little-endian, as load32 reads them; the unused fourth byte of a short mark stays 0.
    numbers = {int.from_bytes(mark.encode("ascii"), "little") for mark in marks}
    return np.array(sorted(number | _CASE if number >> 24 else number | _CASE >> 8 for number in numbers), np.uint32)


@njit(nogil=True, cache=True, inline="always")
def _is_digit(first: int, second: int, third: int) -> bool:
    """Whether bytes begin with an Arabic, Persian, Devanagari, Bengali or full-width digit."""
    if first == 0xD9:
        return 0xA0 <= second <= 0xA9
    if first == 0xDB:
        return 0xB0 <= second <= 0xB9
    if first == 0xE0:
        return second in (0xA5, 0xA7) and 0xA6 <= third <= 0xAF
    return first == 0xEF and second == 0xBC and 0x90 <= third <= 0x99


@njit(nogil=True, cache=True)
def anchors(data: NDArray[np.uint8], offsets: NDArray[np.int64], marks: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The anchors of every text.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        marks: From ``pack_marks``.

    Returns:
        uint8, one per text: ``AT``, ``DIGITS``, ... as bits.
    """
    result = np.zeros(offsets.shape[0] - 1, dtype=np.uint8)
    begins = np.zeros(256, dtype=np.bool_)  # first bytes of marks, in either case
    for mark in marks:
        begins[mark & np.uint32(0xFF)] = begins[mark & np.uint32(0xDF)] = True
    separators = np.zeros(256, dtype=np.bool_)
    # Space ( ) - . / and the bytes of dashes, hyphens and spaces that do not break: other characters of these bytes
    # only cost a false anchor.
    for byte in (0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F, 0xE2, 0x80, 0x93, 0x90, 0x91, 0xC2, 0xA0, 0x87, 0xAF):
        separators[byte] = True
    for text in range(result.shape[0]):
        found, digits, dots, colons, mixed, wide = 0, 0, 0, 0, 0, 0
        start, stop = offsets[text], offsets[text + 1]
        for position in range(start, stop):
            byte = data[position]
            if 0x30 <= byte <= 0x39:
                digits += 1
                if digits >= _FEWEST_DIGITS:
                    found |= DIGITS if digits < 9 else DIGITS | NINE_DIGITS
                mixed += 1
                if mixed >= _FEWEST_MIXED:
                    found |= DIGITS
            elif digits:
                if byte == 0x2E and position + 1 < stop and 0x30 <= data[position + 1] <= 0x39:
                    dots += 1
                    if dots >= 3:
                        found |= DOTTED
                if not separators[byte]:
                    digits, dots = 0, 0
            if byte >= 0x80:
                third = data[position + 2] if position + 2 < stop else 0
                if position + 1 < stop and _is_digit(byte, data[position + 1], third):
                    wide += 1
                    if wide >= _FEWEST_DIGITS:
                        found |= DIGITS | NINE_DIGITS
                mixed = 0
            elif not (0x30 <= byte <= 0x39 or 0x41 <= (byte & 0xDF) <= 0x5A):
                mixed = 0
            if byte == 0x40:
                found |= AT
            elif byte == 0x3A:
                colons += 1
                if colons >= _FEWEST_COLONS or (position > start and data[position - 1] == 0x3A):
                    found |= COLONS
                if position + 2 < stop and data[position + 1] == 0x2F and data[position + 2] == 0x2F:
                    found |= SCHEME
            elif byte <= 0x20:
                colons = 0
            # load32 must not read past the text, and no secret ends with its mark.
            if begins[byte] and not found & MARK and position + 4 <= stop:
                value = load32(data, position) | np.uint32(_CASE)
                for mark in marks:
                    if value == mark or (mark < np.uint32(1 << 24) and value & np.uint32(0xFFFFFF) == mark):
                        found |= MARK
        result[text] = found
    return result
