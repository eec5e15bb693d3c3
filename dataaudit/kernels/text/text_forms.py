"""The form of a text that exact duplicates share: every code point folded by a table, white space collapsed.

Reads the two buffers of Arrow texts and writes two of the same layout, so the result is hashed without Python strings.
Runs of ASCII are folded by a table of 128 bytes and without branches. A table that makes a byte longer than ``GROWTH``
bytes breaks it: the output is allocated for that and writes are not checked.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE
from dataaudit.kernels.text.folding import GROWTH, FoldTables
from dataaudit.kernels.text.utf8 import ascii_end, decode

_GAP, _NOTHING = np.uint8(0x20), np.uint8(0x80)


@njit(nogil=True, cache=True)
def _ascii_forms(classes: NDArray[np.uint8], tables: FoldTables) -> NDArray[np.uint8]:
    """The form of every ASCII character: a space for all white space, ``_NOTHING`` where it is removed."""
    forms = np.zeros(128, dtype=np.uint8)
    for point in range(128):
        entry = tables.index[point]
        if classes[point] & SPACE:
            forms[point] = _GAP
        elif entry > 0:
            begin, end = tables.starts[entry], tables.starts[entry + 1]
            forms[point] = tables.pool[begin] if end > begin else _NOTHING
        else:
            forms[point] = point
    return forms


@njit(nogil=True, cache=True)
def fold_texts(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8], tables: FoldTables
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Fold every text, trim outer white space and collapse inner white space to one space.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        tables: The form of every code point; the result of a text that is ``unsafe`` by them is meaningless.

    Returns:
        Bytes and offsets in the same layout.
    """
    texts = offsets.shape[0] - 1
    # Some bytes more than the worst case: one byte is written before it is known to count.
    out = np.empty(GROWTH * (offsets[texts] - offsets[0]) + 8, dtype=np.uint8)
    bounds = np.zeros(texts + 1, dtype=np.int64)
    forms = _ascii_forms(classes, tables)
    length = 0
    for text in range(texts):
        begin, gap = length, True  # in a gap white space adds nothing
        position, stop = offsets[text], offsets[text + 1]
        while position < stop:
            if data[position] < 0x80:
                # No branch on the byte, since the ends of words cannot be predicted: every byte is written, and one
                # that does not count is overwritten by the next.
                behind = ascii_end(data, position, stop)
                for place in range(position, behind):
                    form = forms[data[place]]
                    space, nothing = form == _GAP, form == _NOTHING
                    out[length] = form
                    length += not (nothing | (space & gap))
                    gap = space | (gap & nothing)
                position = behind
                continue
            point, size = decode(data, position)
            if classes[point] & SPACE:
                out[length] = _GAP
                length += not gap
                gap = True
            elif tables.index[point] > 0:
                first, last = tables.starts[tables.index[point]], tables.starts[tables.index[point] + 1]
                for place in range(first, last):
                    out[length] = tables.pool[place]
                    length += 1
                gap = gap and last == first
            else:
                for place in range(position, position + size):
                    out[length] = data[place]
                    length += 1
                gap = False
            position += size
        if gap and length > begin:  # the space written for white space at the end
            length -= 1
        bounds[text + 1] = length
    return out[:length].copy(), bounds
