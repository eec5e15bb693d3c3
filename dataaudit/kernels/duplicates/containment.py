"""Which n-grams of evaluation items occur in a text, and how much of an item occurs together in one place.

Reads the n-gram hashes of all texts in one uint64 array with int64 bounds, and those of the items in an open-addressing
table. Most n-grams of a corpus are in no item: a bit filter an eighth the size of the keys rejects 97% of them with one
load (2 to 5 times faster over 4 million n-grams), and windows move over hits, not over tokens. A hash of 0 breaks the
table, which marks free slots with it.

Source: containment (Broder 1997) of every evaluation item, found through an inverted index over the items, in a window
that moves over the text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class GramTable(NamedTuple):
    """N-grams of items as a hash table, and the items that hold each.

    ``keys`` (uint64): hashes by slot, 0 for a free one. ``grams`` (int64): number of the n-gram by slot. ``filter``
    (uint64): one bit set for every known hash; a hash whose bit is 0 is not in the table. ``starts`` (int64): the items
    of n-gram ``g`` are ``items[starts[g]:starts[g + 1]]`` (int64).
    """

    keys: NDArray[np.uint64]
    grams: NDArray[np.int64]
    filter: NDArray[np.uint64]
    starts: NDArray[np.int64]
    items: NDArray[np.int64]


# Higher bits than _slot takes: from the same bits every hash that shares a slot with a known one would pass the filter.
_FILTER_SHIFT = np.uint64(40)

APART = 5
"""Gap between hits, in places, beyond which earlier hits that occur again later do not belong to the match."""


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], key: np.uint64) -> int:
    mask = keys.shape[0] - 1
    slot = np.int64(key >> np.uint64(20)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True)
def gram_table(hashes: NDArray[np.uint64], starts: NDArray[np.int64], items: NDArray[np.int64]) -> GramTable:
    """Build the table of distinct n-grams.

    Args:
        hashes: Distinct hashes, none of them 0, uint64.
        starts: int64, length hashes + 1; see ``GramTable``.
        items: int64; see ``GramTable``.
    """
    # A quarter full at most, so that a search for an unknown hash soon meets a free slot.
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
    """Occurrences of the items' n-grams in some texts.

    Args:
        hashes: N-grams of the texts in order of occurrence, uint64.
        bounds: int64; those of text ``i`` are ``hashes[bounds[i]:bounds[i + 1]]``.
        table: The items' n-grams.
        documents: By n-gram the number of texts that hold it, int64; increased.

    Returns:
        For every occurrence and every item that has the n-gram: text, item, place among the text's n-grams, and n-gram;
        int64, by text, then place.
    """
    room = 1024
    text_of, item_of = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    place_of, gram_of = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    seen_in = np.full(documents.shape[0], -1, dtype=np.int64)  # the last text that held an n-gram: nothing to clear
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
    """For every text and item the window that holds most distinct n-grams of the item.

    Args:
        starts: int64; group ``i``, one text and one item, has the hits from ``starts[i]`` to ``starts[i + 1]``.
        places: Place of every hit, ascending within a group, int64.
        grams: N-gram of every hit, int64.
        lengths: Places that a group's window spans, int64.

    Returns:
        The first hit of the window, one past its last, and its number of distinct n-grams: int64, one per group; of
        equally good windows the first.
    """
    groups = starts.shape[0] - 1
    begin, end = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    best = np.zeros(groups, dtype=np.int64)
    most = np.int64(0)
    for hit in range(grams.shape[0]):
        most = max(most, grams[hit])
    held = np.zeros(most + 1, dtype=np.int64)  # occurrences in the window by n-gram
    for group in range(groups):
        low, different = starts[group], 0
        for high in range(starts[group], starts[group + 1]):
            held[grams[high]] += 1
            different += held[grams[high]] == 1
            while places[high] - places[low] >= lengths[group]:
                held[grams[low]] -= 1
                different -= held[grams[low]] == 0
                low += 1
            # A match must not begin with a stray hit: leading n-grams that occur again in the window are dropped,
            # unless they adjoin the rest, because an item may repeat its own n-grams.
            first = low
            while held[grams[low]] > 1:
                held[grams[low]] -= 1
                low += 1
                if places[low] - places[low - 1] > APART:
                    first = low
            if low > first and places[low] - places[low - 1] <= APART:
                for hit in range(first, low):
                    held[grams[hit]] += 1
                low = first
            if different > best[group]:
                best[group], begin[group], end[group] = different, low, high + 1
        for hit in range(low, starts[group + 1]):  # clears what is left in the window, not the whole table
            held[grams[hit]] = 0
    return begin, end, best
