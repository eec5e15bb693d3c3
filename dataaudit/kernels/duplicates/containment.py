"""Which n-grams of some items stand in a text, and how much of an item stands together in one place.

Source: containment (Broder 1997) of every evaluation item, found through an inverted index over the items, in a
window that moves over the text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class GramTable(NamedTuple):
    """N-grams of items as a hash table, and the items that hold each.

    ``keys`` (uint64): hashes by slot, 0 for a free one. ``grams`` (int64): number of the n-gram by slot. ``filter``
    (uint64): bits that are set for every known hash, so that most others are told without a look at the table.
    ``starts`` (int64): the items of n-gram ``g`` are ``items[starts[g]:starts[g + 1]]`` (int64).
    """

    keys: NDArray[np.uint64]
    grams: NDArray[np.int64]
    filter: NDArray[np.uint64]
    starts: NDArray[np.int64]
    items: NDArray[np.int64]


_FILTER_SHIFT = np.uint64(40)

APART = 5
"""Places between hits from which those before, where they stand further on as well, are no part of a match."""


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], key: np.uint64) -> int:
    mask = keys.shape[0] - 1
    slot = np.int64(key >> np.uint64(20)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True)
def gram_table(hashes: NDArray[np.uint64], starts: NDArray[np.int64], items: NDArray[np.int64]) -> GramTable:
    """The table of different n-grams.

    Args:
        hashes: Different hashes, none of them 0, uint64.
        starts: int64, one more than there are hashes.
        items: int64; see ``GramTable``.
    """
    size = 64
    while size < 4 * hashes.shape[0]:
        size *= 2
    keys, grams = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int64)
    bits = np.zeros(max(size // 8, 64), dtype=np.uint64)  # 8 bits a slot, 32 a hash
    for gram in range(hashes.shape[0]):
        slot = _slot(keys, hashes[gram])
        keys[slot], grams[slot] = hashes[gram], gram
        place = (hashes[gram] >> _FILTER_SHIFT) & np.uint64(64 * bits.shape[0] - 1)
        bits[np.int64(place >> np.uint64(6))] |= np.uint64(1) << (place & np.uint64(63))
    return GramTable(keys, grams, bits, starts, items)


@njit(nogil=True, cache=True)
def gram_hits(
    hashes: NDArray[np.uint64], bounds: NDArray[np.int64], table: GramTable, documents: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where n-grams of items stand in some texts.

    Args:
        hashes: N-grams of the texts in order of occurrence, uint64.
        bounds: int64; those of text ``i`` are ``hashes[bounds[i]:bounds[i + 1]]``.
        table: The items.
        documents: By n-gram: texts that hold it, int64; counted up.

    Returns:
        For every n-gram of every item that is found: text, item, place among the text's n-grams, and n-gram; int64, in
        order of text and place.
    """
    room = 1024
    text_of, item_of = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    place_of, gram_of = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    seen_in = np.full(documents.shape[0], -1, dtype=np.int64)
    mask = np.uint64(64 * table.filter.shape[0] - 1)
    used = 0
    for text in range(bounds.shape[0] - 1):
        for index in range(bounds[text], bounds[text + 1]):
            key = hashes[index]
            bit = (key >> _FILTER_SHIFT) & mask
            if not (table.filter[np.int64(bit >> np.uint64(6))] >> (bit & np.uint64(63))) & np.uint64(1):
                continue
            slot = _slot(table.keys, key)
            if table.keys[slot] == 0:
                continue
            gram = table.grams[slot]
            if seen_in[gram] != text:
                seen_in[gram] = text
                documents[gram] += 1
            first, last = table.starts[gram], table.starts[gram + 1]
            if used + last - first > room:
                room = 2 * (used + last - first)
                new_text, new_item = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
                new_place, new_gram = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
                for old in range(used):
                    new_text[old], new_item[old] = text_of[old], item_of[old]
                    new_place[old], new_gram[old] = place_of[old], gram_of[old]
                text_of, item_of, place_of, gram_of = new_text, new_item, new_place, new_gram
            for entry in range(first, last):
                text_of[used], item_of[used] = text, table.items[entry]
                place_of[used], gram_of[used] = index - bounds[text], gram
                used += 1
    return text_of[:used].copy(), item_of[:used].copy(), place_of[:used].copy(), gram_of[:used].copy()


@njit(nogil=True, cache=True)
def best_windows(
    starts: NDArray[np.int64], places: NDArray[np.int64], grams: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The window of every text and item in which most different n-grams of the item stand.

    Args:
        starts: int64; the hits of group ``i``, a text and an item, are those from ``starts[i]`` to ``starts[i + 1]``.
        places: Place of every hit, ascending inside a group, int64.
        grams: N-gram of every hit, int64.
        lengths: Places that a group's window spans, int64.

    Returns:
        The first and one past the last hit of the window, and how many different n-grams it holds: int64, one a group;
        of equally good ones the first.
    """
    groups = starts.shape[0] - 1
    begin, end = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    best = np.zeros(groups, dtype=np.int64)
    most = np.int64(0)
    for hit in range(grams.shape[0]):
        most = max(most, grams[hit])
    held = np.zeros(most + 1, dtype=np.int64)
    for group in range(groups):
        low, different = starts[group], 0
        for high in range(starts[group], starts[group + 1]):
            held[grams[high]] += 1
            different += held[grams[high]] == 1
            while places[high] - places[low] >= lengths[group]:
                held[grams[low]] -= 1
                different -= held[grams[low]] == 0
                low += 1
            first = low
            while held[grams[low]] > 1:  # it stands further on as well
                held[grams[low]] -= 1
                low += 1
                if places[low] - places[low - 1] > APART:
                    first = low
            if low > first and places[low] - places[low - 1] <= APART:  # of one piece with what follows
                for hit in range(first, low):
                    held[grams[hit]] += 1
                low = first
            if different > best[group]:
                best[group], begin[group], end[group] = different, low, high + 1
        for hit in range(low, starts[group + 1]):
            held[grams[hit]] = 0
    return begin, end, best
