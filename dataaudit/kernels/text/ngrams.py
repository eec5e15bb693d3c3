"""Words of a text as hashes, and which sequences of them occur again: what several measures of repetition share.

Reads the bytes of one text and writes its words as positions in arrays that the next text reuses. ``prefixes[n]``
hashes the first ``n`` bytes of all words without white space, so the hash of any run of words is one multiplication and
one subtraction, whatever its length (Rabin and Karp). All arithmetic wraps around modulo 2^64: one signed operand makes
numba's result signed and breaks the right shifts of ``mix``.
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
"""The class of a character that is skipped as if it were not there; a table of classes may give it to any."""

# Odd: the powers of an even base reach 0 modulo 2^64, and the first characters of a text would no longer count.
BASE = np.uint64(0x9E3779B97F4A7C15)
POWERS = 4096


@njit(nogil=True, cache=True, inline="always")
def mix(value: np.uint64) -> np.uint64:
    """A key from a hash; never 0, which marks a free slot."""
    # MurmurHash3's finalizer: the low bits of a polynomial hash depend on the low bits of its characters alone, and
    # find_slot takes low bits.
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return (value ^ (value >> np.uint64(33))) | np.uint64(1)


@njit(nogil=True, cache=True, inline="always")
def find_slot(keys: NDArray[np.uint64], mask: int, key: np.uint64) -> int:
    """The slot of a key, or the free slot where it belongs (open addressing)."""
    slot = np.int64((key >> np.uint64(1)) & np.uint64(mask))  # the lowest bit is 1 in every key
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True, inline="always")
def power(powers: NDArray[np.uint64], exponent: int) -> np.uint64:
    """``BASE`` to a power; exponents below ``POWERS`` come from a table."""
    return powers[exponent] if exponent < POWERS else _raised(exponent)


@njit(nogil=True, cache=True)
def _raised(exponent: int) -> np.uint64:
    result, square = np.uint64(1), BASE
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
    """Split a text into words, without white space and characters of the class ``LEFT_OUT``; returns their number.

    Written: ``prefixes[n]`` hashes the first ``n`` bytes of all words; word ``w`` ends before byte ``byte_ends[w + 1]``
    and code point ``char_ends[w + 1]`` of them.
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
                prefix = prefix * BASE + np.uint64(data[index]) + np.uint64(1)  # a zero byte counts too
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
    """Find the most frequent n-gram of every size.

    Written: ``tops[i]`` is the count of the most frequent n-gram of size ``TOP_SIZES[i]`` and the first word of its
    first occurrence; a count of 0 where the text has fewer words.
    """
    # An n-gram that occurs twice begins with a shorter one that does, so a size looks only at the places that the size
    # before found repeated.
    candidates = words
    tops[:] = 0
    for index in range(len(TOP_SIZES)):
        size = TOP_SIZES[index]
        if words < size:
            return
        keys[: mask + 1] = 0
        best_count, best_first, looked_at = 1, 0, 0  # where none occurs twice, the first one in the text
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
            # Of equally frequent ones the first in the text, as Counter.most_common has it.
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
    """Collect the words at which a repeated n-gram of any of ``DUPLICATE_SIZES`` may begin; returns their number.

    Written: ``places``, ascending. It may hold words without a repetition but misses none with one.
    """
    # One pass spares six. Every such n-gram has at least as many bytes as the shortest of the smallest size, so two
    # equal ones begin with that many equal bytes, wherever their words end; other places are ruled out here.
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
        places[first] = slot  # for now; the places found below never overtake the slots still to be read
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
    """One less than the number of slots for some words: a power of two, at least twice the words."""
    # A short text uses, and clears, only the beginning of a table that a long one has enlarged.
    mask = 15
    while mask + 1 < 2 * words:
        mask = 2 * mask + 1
    return mask


class Workspace(NamedTuple):
    """Arrays for the words of one text at a time, large enough for the longest.

    The system commits only the pages that are written to, so one long text costs the others nothing.
    """

    prefixes: NDArray[np.uint64]
    hashes: NDArray[np.uint64]
    byte_ends: NDArray[np.int64]
    char_ends: NDArray[np.int64]
    places: NDArray[np.int64]
    slots: NDArray[np.int64]


@njit(nogil=True, cache=True)
def workspace(longest: int) -> Workspace:
    """A workspace for texts of up to ``longest`` bytes."""
    return Workspace(  # a word has at least one byte, so no text has more words than bytes
        np.empty(longest + 1, dtype=np.uint64),
        np.empty(longest + 1, dtype=np.uint64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
    )
