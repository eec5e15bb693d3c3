"""Repetition inside a text: lines, paragraphs and word n-grams that occur again.

The formulas are those of Rae et al. 2021 (Gopher, table A1) as datatrove's ``GopherRepetitionFilter`` computes them,
on the words of ``text_scan`` (symbols count as words here, as they do there):

- *duplicate lines*: elements of the text split at runs of line feeds that occurred before; their share of the
  elements, and their characters as a share of the text's. Paragraphs: the stripped text split at two or more line
  feeds.
- *top n-gram*: characters of the most frequent n-gram, joined by spaces, times its count, as a share of the text's
  characters. A count of one is not left out; of several most frequent n-grams the first is taken.
- *duplicate n-grams*: a scan from the left; an n-gram that occurred before adds its characters (without spaces) and
  the scan goes on behind it, any other is remembered and the scan goes on at the next word.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.characters import SPACE, UNSEGMENTED
from dataaudit.kernels.utf8 import decode

TOP_SIZES = (2, 3, 4)
DUPLICATE_SIZES = (5, 6, 7, 8, 9, 10)
FIELDS = (
    "lines",
    "duplicate_lines",
    "duplicate_line_chars",
    "paragraphs",
    "duplicate_paragraphs",
    "duplicate_paragraph_chars",
    *(f"top_{size}gram_chars" for size in TOP_SIZES),
    *(f"duplicate_{size}gram_chars" for size in DUPLICATE_SIZES),
)
"""Columns of the result of ``repetition``: counts of elements or of code points."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_POWERS = 4096
_TOP_FIRST = 6
_DUPLICATE_FIRST = _TOP_FIRST + len(TOP_SIZES)
_COLUMNS = len(FIELDS)


@njit(nogil=True, cache=True, inline="always")
def _mix(value: np.uint64) -> np.uint64:
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], stamps: NDArray[np.int64], mask: int, stamp: int, key: np.uint64) -> int:
    """The slot of a key, or the free slot where it belongs (open addressing; a slot is free under another stamp)."""
    slot = np.int64(key & np.uint64(mask))
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True)
def _power(powers: NDArray[np.uint64], exponent: int) -> np.uint64:
    """``_BASE`` to a power; small ones are tabulated."""
    result, square = np.uint64(1), _BASE
    if exponent < _POWERS:
        return powers[exponent]
    while exponent:
        if exponent & 1:
            result *= square
        square *= square
        exponent >>= 1
    return result


@njit(nogil=True, cache=True)
def _count_keys(data: NDArray[np.uint8], start: int, stop: int, classes: NDArray[np.uint8]) -> int:
    """An upper bound of the words, lines and paragraphs of a text."""
    words, feeds, after_space = 1, 1, True
    position = start
    while position < stop:
        point, size = decode(data, position)
        bits = classes[point]
        words += bool(bits & UNSEGMENTED) or (after_space and not bits & SPACE)
        after_space = bool(bits & (SPACE | UNSEGMENTED))
        feeds += point == 0x0A
        position += size
    return max(words, feeds)


@njit(nogil=True, cache=True)
def _split_words(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    hashes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    char_ends: NDArray[np.int64],
) -> int:
    """Prefix hashes, bytes and characters at the end of every word, white space left out; returns how many words."""
    words, in_word = 0, False
    prefix, length, chars = np.uint64(0), 0, 0
    hashes[0], byte_ends[0], char_ends[0] = prefix, 0, 0
    position = start
    while position < stop:
        point, size = decode(data, position)
        bits = classes[point]
        alone = bits & UNSEGMENTED
        if in_word and (bits & SPACE or alone):
            words += 1
            hashes[words], byte_ends[words], char_ends[words] = prefix, length, chars
            in_word = False
        if not bits & SPACE:
            for index in range(position, position + size):
                prefix = prefix * _BASE + np.uint64(data[index]) + np.uint64(1)
            length += size
            chars += 1
            if alone:
                words += 1
                hashes[words], byte_ends[words], char_ends[words] = prefix, length, chars
            else:
                in_word = True
        position += size
    if in_word:
        words += 1
        hashes[words], byte_ends[words], char_ends[words] = prefix, length, chars
    return words


@njit(nogil=True, cache=True)
def _top_ngram(
    size: int,
    words: int,
    word_hashes: NDArray[np.uint64],
    char_ends: NDArray[np.int64],
    keys: NDArray[np.uint64],
    stamps: NDArray[np.int64],
    counts: NDArray[np.int64],
    firsts: NDArray[np.int64],
    mask: int,
    stamp: int,
) -> int:
    best_count, best_first = 0, 0
    for first in range(words - size + 1):
        key = np.uint64(size)
        for index in range(first, first + size):
            key = _mix(key * _BASE + word_hashes[index])
        slot = _slot(keys, stamps, mask, stamp, key)
        if stamps[slot] != stamp:
            stamps[slot], keys[slot], counts[slot], firsts[slot] = stamp, key, 0, first
        counts[slot] += 1
        if counts[slot] > best_count or (counts[slot] == best_count and firsts[slot] < best_first):
            best_count, best_first = counts[slot], firsts[slot]
    if best_count == 0:
        return 0
    chars = char_ends[best_first + size] - char_ends[best_first] + size - 1
    return chars * best_count


@njit(nogil=True, cache=True)
def _duplicate_ngrams(
    size: int,
    words: int,
    hashes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    char_ends: NDArray[np.int64],
    powers: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    stamps: NDArray[np.int64],
    mask: int,
    stamp: int,
) -> int:
    first, chars = 0, 0
    while first + size <= words:
        length = byte_ends[first + size] - byte_ends[first]
        key = _mix(hashes[first + size] - hashes[first] * _power(powers, length))
        slot = _slot(keys, stamps, mask, stamp, key)
        if stamps[slot] == stamp:
            chars += char_ends[first + size] - char_ends[first]
            first += size
        else:
            stamps[slot], keys[slot] = stamp, key
            first += 1
    return chars


@njit(nogil=True, cache=True)
def _duplicate_elements(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    feeds: int,
    keys: NDArray[np.uint64],
    stamps: NDArray[np.int64],
    mask: int,
    stamp: int,
) -> tuple[int, int, int]:
    """Elements between runs of at least ``feeds`` line feeds: how many, how many seen before, characters of those."""
    elements, seen_before, chars_seen_before = 0, 0, 0
    hashed, chars = np.uint64(0), 0
    position = start
    while True:
        run = 0
        while position + run < stop and data[position + run] == 0x0A:
            run += 1
        if run >= feeds or position >= stop:
            elements += 1
            key = _mix(hashed + np.uint64(1))
            slot = _slot(keys, stamps, mask, stamp, key)
            if stamps[slot] == stamp:
                seen_before += 1
                chars_seen_before += chars
            else:
                stamps[slot], keys[slot] = stamp, key
            hashed, chars = np.uint64(0), 0
            if position >= stop:
                return elements, seen_before, chars_seen_before
            position += run
            continue
        for _ in range(max(run, 1)):
            hashed = hashed * _BASE + np.uint64(data[position]) + np.uint64(1)
            chars += (data[position] & 0xC0) != 0x80
            position += 1


@njit(nogil=True, cache=True, inline="always")
def _strip(data: NDArray[np.uint8], start: int, stop: int, classes: NDArray[np.uint8]) -> tuple[int, int]:
    while start < stop:
        point, size = decode(data, start)
        if not classes[point] & SPACE:
            break
        start += size
    while stop > start:
        last = stop - 1
        while data[last] & 0xC0 == 0x80:
            last -= 1
        point, _ = decode(data, last)
        if not classes[point] & SPACE:
            break
        stop = last
    return start, stop


@njit(nogil=True, cache=True)
def repetition(data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Repetition counts of every text.

    Equality of lines, paragraphs and n-grams is equality of 64-bit hashes.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, one more than there are texts.
        classes: Class bits by code point, from ``character_tables``.

    Returns:
        int64, shape (texts, len(FIELDS)). An empty text has one line and one paragraph, both empty.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _COLUMNS), dtype=np.int64)
    most = 1
    for text in range(texts):
        most = max(most, _count_keys(data, offsets[text], offsets[text + 1], classes))
    capacity = 16
    while capacity < 2 * most:
        capacity *= 2
    powers = np.ones(_POWERS, dtype=np.uint64)
    for index in range(1, _POWERS):
        powers[index] = powers[index - 1] * _BASE
    hashes = np.zeros(most + 1, dtype=np.uint64)
    word_hashes = np.zeros(most + 1, dtype=np.uint64)
    byte_ends = np.zeros(most + 1, dtype=np.int64)
    char_ends = np.zeros(most + 1, dtype=np.int64)
    keys = np.zeros(capacity, dtype=np.uint64)
    stamps = np.zeros(capacity, dtype=np.int64)
    counts = np.zeros(capacity, dtype=np.int64)
    firsts = np.zeros(capacity, dtype=np.int64)
    stamp = 0
    for text in range(texts):
        start, stop = offsets[text], offsets[text + 1]
        row = result[text]
        needed = 2 * _count_keys(data, start, stop, classes)
        mask = 15  # a short text stays in a small, cached part of the table
        while mask + 1 < needed:
            mask = 2 * mask + 1
        stamp += 1
        row[0], row[1], row[2] = _duplicate_elements(data, start, stop, 1, keys, stamps, mask, stamp)
        stamp += 1
        inner_start, inner_stop = _strip(data, start, stop, classes)
        row[3], row[4], row[5] = _duplicate_elements(data, inner_start, inner_stop, 2, keys, stamps, mask, stamp)
        words = _split_words(data, start, stop, classes, hashes, byte_ends, char_ends)
        for word in range(words):
            power = _power(powers, byte_ends[word + 1] - byte_ends[word])
            word_hashes[word] = hashes[word + 1] - hashes[word] * power
        for index in range(len(TOP_SIZES)):
            stamp += 1
            row[_TOP_FIRST + index] = _top_ngram(
                TOP_SIZES[index], words, word_hashes, char_ends, keys, stamps, counts, firsts, mask, stamp
            )
        for index in range(len(DUPLICATE_SIZES)):
            stamp += 1
            row[_DUPLICATE_FIRST + index] = _duplicate_ngrams(
                DUPLICATE_SIZES[index],
                words,
                hashes,
                byte_ends,
                char_ends,
                powers,
                keys,
                stamps,
                mask,
                stamp,
            )
    return result
