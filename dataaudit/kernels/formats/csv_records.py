"""Where the records of a CSV file end, told by bytes."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

WHOLE = 0
"""The record is complete."""
AFTER_QUOTE = 1
"""A quoted field is followed by something other than a delimiter or the end of the line."""
OPEN = 2
"""No line feed ends the record: the data end in it, or it is too long."""

START, STOP, LINES, CELLS, STATE = range(5)
"""Columns of the result of ``split_csv_records``."""


@njit(nogil=True, cache=True)
def split_csv_records(data: NDArray[np.uint8], delimiter: int, most: int, cells: int = 0) -> NDArray[np.int64]:
    """Split bytes into records.

    A field is quoted when a double quote is its first character; inside, a doubled quote stands for one, and line
    feeds belong to the field. A quote elsewhere is an ordinary character.

    Args:
        data: Bytes, uint8, from the start of a record.
        delimiter: The delimiter's byte.
        most: Give up on a record, as ``OPEN``, when it is longer than this many bytes.
        cells: Stop behind a record of several lines that is not whole or has another number of cells, since a quote
            without an end may have swallowed the lines of others; 0 never stops there.

    Returns:
        int64, shape (records, 5): first byte, end without the line's end, lines that the record takes up, cells,
        state. Where the last record is ``OPEN`` its end is where reading stopped; a blank line has 0 cells.

    Source: RFC 4180.
    """
    result = np.zeros((max(16, data.shape[0] // 32), 5), dtype=np.int64)
    count, position, length = 0, 0, data.shape[0]
    while position < length:
        start, lines, found, state, stop = position, 0, 1, OPEN, length
        at_start, quoted, closed = True, False, False
        while position < length and position - start <= most:
            byte = data[position]
            position += 1
            if byte == 0x0A:
                lines += 1
            if quoted:
                if byte == 0x22:
                    if position < length and data[position] == 0x22:
                        position += 1
                    else:
                        quoted, closed = False, True
                continue
            if byte == 0x0A:
                stop = position - 1
                if stop > start and data[stop - 1] == 0x0D:
                    stop -= 1
                state = WHOLE if state == OPEN else state
                break
            if byte == delimiter:
                found += 1
                at_start, closed = True, False
            elif byte == 0x22 and at_start:
                quoted, at_start = True, False
            else:
                if closed and not (byte == 0x0D and position < length and data[position] == 0x0A):
                    state = AFTER_QUOTE
                at_start = False
        else:
            stop, state = position, OPEN
        if count == result.shape[0]:
            grown = np.zeros((2 * count, 5), dtype=np.int64)
            for row in range(count):  # a slice assigned to a slice takes numba seconds to compile
                for column in range(5):
                    grown[row, column] = result[row, column]
            result = grown
        result[count, START], result[count, STOP] = start, stop
        result[count, LINES], result[count, STATE] = lines, state
        result[count, CELLS] = 0 if stop == start else found
        count += 1
        if state == OPEN or (cells > 0 and lines > 1 and (state != WHOLE or found != cells)):
            break
    return result[:count].copy()
