"""What a fast JSON parser does not report about a value: its depth, duplicate keys, numbers beyond 64 bits.

Reads raw bytes, uint8; all structure of JSON is ASCII, so strings are skipped without being decoded. One pass without a
stack is enough, because brackets are counted and not matched. Invalid JSON is not noticed and gives counts without
meaning, so a parser has to accept the value as well.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

DEPTH, COLONS, DIGITS = range(3)
"""Columns of the result of ``scan_json_lines``."""


@njit(nogil=True, cache=True)
def scan_json_lines(data: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Measure the structure of JSON values without parsing them.

    Args:
        data: Bytes, uint8; need not be valid JSON or UTF-8.
        starts: First byte of every value, int64.
        stops: One past the last byte, int64.

    Returns:
        int64, shape (values, 3): deepest nesting of brackets, colons outside strings (one per key), and the longest run
        of digits outside strings.

    Source: RFC 8259, sections 2 and 7.
    """
    result = np.zeros((starts.shape[0], 3), dtype=np.int64)
    for line in range(starts.shape[0]):
        depth, deepest, colons, digits, most_digits = 0, 0, 0, 0, 0
        in_string, escaped = False, False
        for position in range(starts[line], stops[line]):
            byte = data[position]
            if in_string:
                if escaped:
                    escaped = False
                elif byte == 0x5C:
                    escaped = True
                elif byte == 0x22:
                    in_string = False
                continue
            if 0x30 <= byte <= 0x39:
                digits += 1
                most_digits = max(most_digits, digits)
                continue
            digits = 0
            if byte == 0x22:
                in_string = True
            elif byte == 0x7B or byte == 0x5B:
                depth += 1
                deepest = max(deepest, depth)
            elif byte == 0x7D or byte == 0x5D:
                depth -= 1
            elif byte == 0x3A:
                colons += 1
        result[line, DEPTH] = deepest
        result[line, COLONS] = colons
        result[line, DIGITS] = most_digits
    return result


@njit(nogil=True, cache=True)
def split_json_array(data: NDArray[np.uint8], start: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The bounds of the elements of a JSON array.

    Args:
        data: Bytes of the document, uint8.
        start: Position of the opening bracket.

    Returns:
        First bytes and ends of the elements (int64), and the position after the closing bracket, or -1 if the document
        ends before it. Elements are not checked; an empty array has none.
    """
    starts = np.zeros(1024, dtype=np.int64)
    stops = np.zeros(1024, dtype=np.int64)
    count, depth, begin = 0, 0, start + 1
    in_string, escaped, filled = False, False, False
    for position in range(start, data.shape[0]):
        byte = data[position]
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
            continue
        if byte == 0x22:
            in_string, filled = True, True
        elif byte == 0x7B or byte == 0x5B:
            filled = filled or depth > 0
            depth += 1
        elif byte == 0x7D or byte == 0x5D:
            depth -= 1
        elif byte > 0x20 and byte != 0x2C:
            filled = True
        ends_element = (byte == 0x2C and depth == 1) or depth == 0
        if not ends_element:
            continue
        # Blank space is an element only beside a comma: "[ ]" has none, "[1, ]" an empty one that the parser refuses.
        if filled or count or byte == 0x2C:
            if count == starts.shape[0]:
                more_starts = np.zeros(2 * count, dtype=np.int64)
                more_stops = np.zeros(2 * count, dtype=np.int64)
                for index in range(count):  # numba takes seconds to compile an assignment of a slice to a slice
                    more_starts[index], more_stops[index] = starts[index], stops[index]
                starts, stops = more_starts, more_stops
            starts[count], stops[count] = begin, position
            count += 1
        if depth == 0:
            return starts[:count].copy(), stops[:count].copy(), position + 1
        begin, filled = position + 1, False
    return starts[:count].copy(), stops[:count].copy(), -1
