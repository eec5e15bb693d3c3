"""How many sequences of a fixed length texts fill when they are packed together.

Source: best-fit decreasing on a histogram of lengths, as in Krell et al. 2021, "Efficient sequence packing without
cross-contamination" (https://arxiv.org/abs/2107.02027).
"""

from __future__ import annotations

from bisect import bisect_left, insort

import numpy as np
from numpy.typing import NDArray


def packed_sequences(lengths: NDArray[np.int64], size: int) -> int:
    """Sequences that texts fill, each text put into the fullest one that it still fits; longer texts are cut.

    Args:
        lengths: Tokens of every text, int64; those without any take no room.
        size: Tokens in a sequence, at least 1.

    Examples:
        >>> packed_sequences(np.array([6, 5, 4, 3, 2]), 10)
        2
    """
    counts = np.bincount(np.minimum(lengths, size), minlength=size + 1)
    room = {0: 0}  # sequences by the tokens still free in them
    free: list[int] = []  # keys of room with sequences, ascending; full ones left out
    for length in range(size, 0, -1):
        left = int(counts[length])
        while left:
            place = bisect_left(free, length)
            if place == len(free):
                _open(room, free, size, -(-left // (size // length)))
                place = len(free) - 1
            rest = free[place]
            held = rest // length
            whole = min(room[rest], left // held)
            if whole:
                _move(room, free, rest, rest - held * length, whole)
                left -= whole * held
            else:
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
