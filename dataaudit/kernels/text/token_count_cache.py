"""Pieces of texts whose tokens do not depend on their surroundings, and a table of their token counts.

Reads the two buffers of Arrow texts and cuts them before spaces between visible ASCII and ASCII letters. Natural text
repeats its words: the tokenizer counts a piece once, and later occurrences cost one look-up by hash. A tokenizer that
does not start a new word at such a space breaks the sum: ``stages.tokens.token_counter`` uses the table only where the
tokenizer's definition guarantees it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.unaligned_loads import load64

_FACTOR = np.uint64(0x9E3779B185EBCA87)
LONGEST = 64
"""Longest piece, in bytes, whose count is remembered; longer ones rarely recur."""


class PieceTable(NamedTuple):
    """Token counts by piece.

    ``keys`` (uint64): ``piece_key`` of a piece's bytes, 0 for a free slot. ``lengths`` (int32): its length in bytes,
    compared as well. ``counts`` (int64): its tokens. ``used`` (int64, shape (1,)): number of slots taken.
    """

    keys: NDArray[np.uint64]
    lengths: NDArray[np.int32]
    counts: NDArray[np.int64]
    used: NDArray[np.int64]


class Counted(NamedTuple):
    """The result of a pass over some texts.

    ``counts`` (int64, one per text): tokens of the known pieces. ``starts``, ``stops`` (int64): bounds of the unknown
    pieces. ``slots`` (int64): the slot in which to remember each, -1 for none. ``owing``, ``owed`` (int64): a text and
    the number of the unknown piece whose tokens are still to be added to it.
    """

    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    slots: NDArray[np.int64]
    owing: NDArray[np.int64]
    owed: NDArray[np.int64]


@njit(nogil=True, cache=True, inline="always")
def piece_key(data: NDArray[np.uint8], start: int, stop: int) -> np.uint64:
    """A hash of the bytes of a piece that is not 0; pieces of one length up to eight bytes share none but by the 1.

    Inlined, because calling a longer function costs more than hashing a word of a few bytes.
    """
    key = np.uint64(stop - start) * _FACTOR
    position = start
    while position + 8 <= stop:
        key = (key ^ load64(data, position)) * _FACTOR
        key ^= key >> np.uint64(32)
        position += 8
    rest = np.uint64(0)
    if position < stop and stop >= 8:  # the last eight bytes of the array so far, without those before the rest
        rest = load64(data, stop - 8) >> np.uint64(64 - 8 * (stop - position))
    elif position < stop:
        for place in range(position, stop):
            rest |= np.uint64(data[place]) << np.uint64(8 * (place - position))
    key = (key ^ rest) * _FACTOR
    key ^= key >> np.uint64(32)
    return key | np.uint64(1)


def new_table(slots: int) -> PieceTable:
    """An empty table of ``slots`` slots, a power of two."""
    return PieceTable(
        np.zeros(slots, np.uint64), np.zeros(slots, np.int32), np.zeros(slots, np.int64), np.zeros(1, np.int64)
    )


@njit(nogil=True, cache=True)
def grown(table: PieceTable) -> PieceTable:
    """A table four times the size with the same content."""
    size = 4 * table.keys.shape[0]
    keys = np.zeros(size, np.uint64)
    lengths = np.zeros(size, np.int32)
    counts = np.zeros(size, np.int64)
    for old in range(table.keys.shape[0]):
        if table.keys[old] == 0:
            continue
        slot = np.int64(table.keys[old] >> np.uint64(20)) & (size - 1)
        while keys[slot] != 0:
            slot = (slot + 1) & (size - 1)
        keys[slot], lengths[slot], counts[slot] = table.keys[old], table.lengths[old], table.counts[old]
    return PieceTable(keys, lengths, counts, table.used.copy())


@njit(nogil=True, cache=True)
def piece_end(data: NDArray[np.uint8], position: int, stop: int) -> int:
    """The end of the piece that begins at a position.

    A piece ends before a space between a visible ASCII character and an ASCII letter, or at the end of the text.
    """
    for place in range(position + 1, stop - 1):
        if data[place] == 0x20:
            before, after = data[place - 1], data[place + 1] | 0x20
            if 0x21 <= before <= 0x7E and 0x61 <= after <= 0x7A:
                return place
    return stop


@njit(nogil=True, cache=True)
def count_known(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    table: PieceTable,
    remember: int,
) -> Counted:
    """Add up the token counts of the pieces in the table, and list the pieces that are not in it.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        table: Filled with the unknown pieces; ``settle`` must store their counts before the next pass.
        remember: Slots of the table that may be taken.
    """
    texts = offsets.shape[0] - 1
    counts = np.zeros(texts, np.int64)
    starts, stops = np.empty(256, np.int64), np.empty(256, np.int64)
    slots = np.empty(256, np.int64)
    owing, owed = np.empty(256, np.int64), np.empty(256, np.int64)
    pieces, debts = 0, 0
    mask = np.uint64(table.keys.shape[0] - 1)
    for text in range(texts):
        position, stop = offsets[text], offsets[text + 1]
        while position < stop:
            end = piece_end(data, position, stop)
            length = end - position
            slot, known = np.int64(-1), False
            if length <= LONGEST:
                key = piece_key(data, position, end)
                slot = np.int64(key >> np.uint64(20)) & np.int64(mask)
                while table.keys[slot] != 0 and not (table.keys[slot] == key and table.lengths[slot] == length):
                    slot = (slot + 1) & np.int64(mask)
                known = table.keys[slot] != 0
                if not known and table.used[0] < remember:
                    table.keys[slot], table.lengths[slot] = key, np.int32(length)
                    table.counts[slot] = -1 - pieces  # not counted yet: the piece's number, so that it is listed once
                    table.used[0] += 1
                elif not known:
                    slot = np.int64(-1)
            if known and table.counts[slot] >= 0:
                counts[text] += table.counts[slot]
            else:
                if debts == owing.shape[0]:
                    owing = np.concatenate((owing, np.empty_like(owing)))
                    owed = np.concatenate((owed, np.empty_like(owed)))
                owing[debts], owed[debts] = text, -1 - table.counts[slot] if known else pieces
                debts += 1
                if not known:
                    if pieces == starts.shape[0]:
                        starts = np.concatenate((starts, np.empty_like(starts)))
                        stops = np.concatenate((stops, np.empty_like(stops)))
                        slots = np.concatenate((slots, np.empty_like(slots)))
                    starts[pieces], stops[pieces], slots[pieces] = position, end, slot
                    pieces += 1
            position = end
    return Counted(counts, starts[:pieces], stops[:pieces], slots[:pieces], owing[:debts], owed[:debts])


@njit(nogil=True, cache=True)
def settle(table: PieceTable, counted: Counted, tokens: NDArray[np.int64]) -> None:
    """Store the token counts of the unknown pieces, and add them to the texts that have these pieces."""
    for piece in range(tokens.shape[0]):
        if counted.slots[piece] >= 0:
            table.counts[counted.slots[piece]] = tokens[piece]
    for debt in range(counted.owing.shape[0]):
        counted.counts[counted.owing[debt]] += tokens[counted.owed[debt]]
