"""Where the records of a CSV file end, found in its bytes.

Reads raw bytes, uint8, from the start of a record; delimiters, quotes and line feeds are ASCII and never part of a
longer UTF-8 sequence, so nothing is decoded. One pass keeps five numbers per record and builds no field. UTF-16 and
delimiters of several bytes break it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

WHOLE = 0
"""The record is complete."""
AFTER_QUOTE = 1
"""A quoted field is followed by something other than a delimiter or the end of the line."""
OPEN = 2
"""The record has no end: the data stop inside it, or it is too long."""

START, STOP, LINES, CELLS, STATE = range(5)
"""Columns of the result of ``split_csv_records``."""


@njit(nogil=True, cache=True)
def split_csv_records(
    data: NDArray[np.uint8], delimiter: int, most: int, cells: int = 0, quote: int = 0x22
) -> NDArray[np.int64]:
    """Split bytes into records.

    A field is quoted if its first character is a double quote; inside, a doubled quote means one quote, and line feeds
    belong to the field. A quote elsewhere is an ordinary character.

    Args:
        data: Bytes, uint8, from the start of a record.
        delimiter: The delimiter's byte.
        most: Longest record in bytes; a longer one is ``OPEN``.
        cells: Expected cells per record. Splitting stops after a record of several lines that is not complete or has
            another number of cells, since an unclosed quote may have swallowed other records; 0 never stops there.
        quote: The quote's byte, or -1 where no character quotes.

    Returns:
        int64, shape (records, 5): first byte, one past the last byte without the line ending, lines, cells, state. The
        end of an ``OPEN`` record, always the last, is where reading stopped; a blank line has 0 cells.

    Source: RFC 4180.
    """
    # Room for records of 32 bytes on average; grows where they are shorter.
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
                if byte == quote:
                    if position < length and data[position] == quote:
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
            elif byte == quote and at_start:
                quoted, at_start = True, False
            else:
                # The carriage return of a line ending may follow a closing quote.
                if closed and not (byte == 0x0D and position < length and data[position] == 0x0A):
                    state = AFTER_QUOTE
                at_start = False
        else:  # the loop ended without a line feed
            stop, state = position, OPEN
        if count == result.shape[0]:
            grown = np.zeros((2 * count, 5), dtype=np.int64)
            for row in range(count):  # numba takes seconds to compile an assignment of a slice to a slice
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
