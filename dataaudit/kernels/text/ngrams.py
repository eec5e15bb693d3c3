"""Words of a text as hashes, and which sequences of them occur again: what several measures of repetition share.

``prefixes[n]`` hashes the first ``n`` bytes of all words of a text, white space left out; the hash of any run of
words is a difference of two of them (Rabin and Karp).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE, UNSEGMENTED
from dataaudit.kernels.text.utf8 import decode

TOP_SIZES = (2, 3, 4)
DUPLICATE_SIZES = (5, 6, 7, 8, 9, 10)
LEFT_OUT = 0xFF
"""The class of a character that no word has: tables of classes may give it to any."""

BASE = np.uint64(0x9E3779B97F4A7C15)
POWERS = 4096


@njit(nogil=True, cache=True, inline="always")
def mix(value: np.uint64) -> np.uint64:
    """A key from a hash; never 0, which marks a free slot."""
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return (value ^ (value >> np.uint64(33))) | np.uint64(1)


@njit(nogil=True, cache=True, inline="always")
def find_slot(keys: NDArray[np.uint64], mask: int, key: np.uint64) -> int:
    """The slot of a key, or the free slot where it belongs (open addressing)."""
    slot = np.int64((key >> np.uint64(1)) & np.uint64(mask))
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True)
def power(powers: NDArray[np.uint64], exponent: int) -> np.uint64:
    """``BASE`` to a power; small ones are tabulated."""
    result, square = np.uint64(1), BASE
    if exponent < POWERS:
        return powers[exponent]
    while exponent:
        if exponent & 1:
            result *= square
        square *= square
        exponent >>= 1
    return result


@njit(nogil=True, cache=True)
def split_words(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    char_ends: NDArray[np.int64],
) -> int:
    """The words of a text, white space and characters of the class ``LEFT_OUT`` left out.

    ``prefixes[n]`` hashes the first ``n`` bytes of all words; word ``w`` ends before byte ``byte_ends[w + 1]`` and
    character ``char_ends[w + 1]`` of them. Returns how many words there are.
    """
    words, in_word = 0, False
    prefix, length, chars = np.uint64(0), 0, 0
    prefixes[0], byte_ends[0], char_ends[0] = prefix, 0, 0
    position = start
    while position < stop:
        point, size = np.int64(data[position]), 1
        if point >= 0x80:
            point, size = decode(data, position)
        bits = classes[point]
        if bits == LEFT_OUT:
            position += size
            continue
        if in_word and bits & (SPACE | UNSEGMENTED):
            words += 1
            byte_ends[words], char_ends[words] = length, chars
            in_word = False
        if not bits & SPACE:
            for index in range(position, position + size):
                prefix = prefix * BASE + np.uint64(data[index]) + np.uint64(1)
                length += 1
                prefixes[length] = prefix
            chars += 1
            if bits & UNSEGMENTED:
                words += 1
                byte_ends[words], char_ends[words] = length, chars
            else:
                in_word = True
        position += size
    if in_word:
        words += 1
        byte_ends[words], char_ends[words] = length, chars
    return words


@njit(nogil=True, cache=True)
def top_ngrams(
    words: int,
    word_hashes: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    firsts: NDArray[np.int64],
    mask: int,
    places: NDArray[np.int64],
    slots: NDArray[np.int64],
    tops: NDArray[np.int64],
) -> None:
    """The most frequent n-gram of every size: its count and the first word it begins at; a count of 0 for none.

    An n-gram that occurs twice begins with a shorter one that does: only the places of those are looked at again.
    """
    candidates = words
    tops[:] = 0
    for index in range(len(TOP_SIZES)):
        size = TOP_SIZES[index]
        if words < size:
            return
        keys[: mask + 1] = 0
        best_count, best_first, looked_at = 1, 0, 0
        for number in range(candidates):
            first = number if index == 0 else places[number]
            if first + size > words:
                continue
            key = np.uint64(size)
            for word in range(first, first + size):
                key = key * BASE + word_hashes[word]
            key = mix(key)
            slot = find_slot(keys, mask, key)
            if keys[slot] == 0:
                keys[slot], counts[slot], firsts[slot] = key, 0, first
            counts[slot] += 1
            places[looked_at], slots[looked_at] = first, slot
            looked_at += 1
            if counts[slot] > best_count or (counts[slot] == best_count and firsts[slot] < best_first):
                best_count, best_first = counts[slot], firsts[slot]
        candidates = 0
        for number in range(looked_at):
            if counts[slots[number]] > 1:
                places[candidates] = places[number]
                candidates += 1
        tops[index, 0], tops[index, 1] = best_count, best_first


@njit(nogil=True, cache=True)
def repeated_starts(
    words: int,
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    powers: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    mask: int,
    places: NDArray[np.int64],
) -> int:
    """Words at which an n-gram of the smallest size or more may begin that occurs twice; returns how many.

    All such n-grams are at least as long as the shortest of the smallest size, so two equal ones begin with as many
    equal bytes, wherever their words end.
    """
    size = DUPLICATE_SIZES[0]
    shortest = byte_ends[words]
    for first in range(words - size + 1):
        shortest = min(shortest, byte_ends[first + size] - byte_ends[first])
    factor = power(powers, shortest)
    keys[: mask + 1] = 0
    for first in range(words - size + 1):
        begin = byte_ends[first]
        key = mix(prefixes[begin + shortest] - prefixes[begin] * factor)
        slot = find_slot(keys, mask, key)
        places[first] = slot
        if keys[slot] == 0:
            keys[slot], counts[slot] = key, 0
        counts[slot] += 1
    found = 0
    for first in range(words - size + 1):
        if counts[places[first]] > 1:
            places[found] = first
            found += 1
    return found


@njit(nogil=True, cache=True)
def power_table() -> NDArray[np.uint64]:
    """The first powers of ``BASE``."""
    powers = np.ones(POWERS, dtype=np.uint64)
    for index in range(1, POWERS):
        powers[index] = powers[index - 1] * BASE
    return powers


@njit(nogil=True, cache=True)
def hash_words(
    words: int,
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    powers: NDArray[np.uint64],
    hashes: NDArray[np.uint64],
) -> None:
    """The hash of every word."""
    for word in range(words):
        begin, end = byte_ends[word], byte_ends[word + 1]
        hashes[word] = mix(prefixes[end] - prefixes[begin] * power(powers, end - begin))


@njit(nogil=True, cache=True, inline="always")
def table_mask(words: int) -> int:
    """One less than the slots of a table for so many words: a short text stays in a small, cached part of it."""
    mask = 15
    while mask + 1 < 2 * words:
        mask = 2 * mask + 1
    return mask


class Workspace(NamedTuple):
    """Arrays for the words of any one of some texts; of large ones the machine gives only the pages written to."""

    prefixes: NDArray[np.uint64]
    hashes: NDArray[np.uint64]
    byte_ends: NDArray[np.int64]
    char_ends: NDArray[np.int64]
    places: NDArray[np.int64]
    slots: NDArray[np.int64]


@njit(nogil=True, cache=True)
def workspace(longest: int) -> Workspace:
    """Room for texts of so many bytes."""
    return Workspace(
        np.empty(longest + 1, dtype=np.uint64),
        np.empty(longest + 1, dtype=np.uint64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
    )
