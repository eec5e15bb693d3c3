"""How many sequences of a fixed length texts fill when they are packed together.

Reads the token count of every text as one int64 array. Texts of the same length are placed together, so the cost
depends on how many different lengths and free spaces there are and not on the number of texts. ``room`` and ``free``
must list the same free spaces: changing one without the other breaks the search.

Source: best-fit decreasing on a histogram of lengths, as in Krell et al. 2021, "Efficient sequence packing without
cross-contamination" (https://arxiv.org/abs/2107.02027).
"""

from __future__ import annotations

from bisect import bisect_left, insort

import numpy as np
from numpy.typing import NDArray


def packed_sequences(lengths: NDArray[np.int64], size: int) -> int:
    """Number of sequences that texts fill when each goes into the fullest one with room for it; longer texts are cut.

    Args:
        lengths: Tokens of every text, int64; a text of 0 tokens takes no room.
        size: Tokens in a sequence, at least 1.

    Examples:
        >>> packed_sequences(np.array([6, 5, 4, 3, 2]), 10)
        2
    """
    counts = np.bincount(np.minimum(lengths, size), minlength=size + 1)
    counts[0] = 0
    room = {0: 0}  # number of sequences by the tokens still free in them
    free: list[int] = []  # the keys of room, ascending, without 0
    for length in np.flatnonzero(counts)[::-1].tolist():  # longest first, so that short texts fill the gaps
        left = int(counts[length])
        while left:
            place = bisect_left(free, length)
            if place == len(free):
                _open(room, free, size, -(-left // (size // length)))
                place = len(free) - 1
            rest = free[place]
            held = rest // length  # texts of this length that one such sequence takes
            whole = min(room[rest], left // held)
            if whole:
                _move(room, free, rest, rest - held * length, whole)
                left -= whole * held
            else:  # fewer texts are left than one sequence takes
                _move(room, free, rest, rest - left * length, 1)
                left = 0
    return sum(count for rest, count in room.items() if rest < size)


def _open(room: dict[int, int], free: list[int], size: int, count: int) -> None:
    room[size] = count
    insort(free, size)


def _move(room: dict[int, int], free: list[int], before: int, after: int, count: int) -> None:
    room[before] -= count
    if not room[before]:
        del room[before], free[bisect_left(free, before)]
    if after and after not in room:
        insort(free, after)
    room[after] = room.get(after, 0) + count
