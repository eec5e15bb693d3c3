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
    """A key from a hash; never 0, which marks a free slot."""
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return (value ^ (value >> np.uint64(33))) | np.uint64(1)


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], mask: int, key: np.uint64) -> int:
    """The slot of a key, or the free slot where it belongs (open addressing)."""
    slot = np.int64((key >> np.uint64(1)) & np.uint64(mask))
    while keys[slot] != 0 and keys[slot] != key:
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
def _split_words(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    char_ends: NDArray[np.int64],
) -> int:
    """The words of a text, white space left out.

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
        if in_word and bits & (SPACE | UNSEGMENTED):
            words += 1
            byte_ends[words], char_ends[words] = length, chars
            in_word = False
        if not bits & SPACE:
            for index in range(position, position + size):
                prefix = prefix * _BASE + np.uint64(data[index]) + np.uint64(1)
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
def _top_ngrams(
    words: int,
    word_hashes: NDArray[np.uint64],
    char_ends: NDArray[np.int64],
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    firsts: NDArray[np.int64],
    mask: int,
    places: NDArray[np.int64],
    slots: NDArray[np.int64],
    row: NDArray[np.int64],
) -> None:
    """Characters times count of the most frequent n-gram of every size.

    An n-gram that occurs twice begins with a shorter one that does: only the places of those are looked at again.
    """
    candidates = words
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
                key = key * _BASE + word_hashes[word]
            key = _mix(key)
            slot = _slot(keys, mask, key)
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
        row[_TOP_FIRST + index] = (char_ends[best_first + size] - char_ends[best_first] + size - 1) * best_count


@njit(nogil=True, cache=True)
def _repeated_starts(
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
    power = _power(powers, shortest)
    keys[: mask + 1] = 0
    for first in range(words - size + 1):
        begin = byte_ends[first]
        key = _mix(prefixes[begin + shortest] - prefixes[begin] * power)
        slot = _slot(keys, mask, key)
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
def _duplicate_ngrams(
    size: int,
    words: int,
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    char_ends: NDArray[np.int64],
    powers: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    mask: int,
    places: NDArray[np.int64],
    candidates: int,
) -> int:
    """Characters of duplicate n-grams; only those that begin at one of the first ``places`` can be any."""
    keys[: mask + 1] = 0
    behind, chars = 0, 0
    for number in range(candidates):
        first = places[number]
        if first < behind:
            continue
        if first + size > words:
            break
        begin, end = byte_ends[first], byte_ends[first + size]
        key = _mix(prefixes[end] - prefixes[begin] * _power(powers, end - begin))
        slot = _slot(keys, mask, key)
        if keys[slot] == key:
            chars += char_ends[first + size] - char_ends[first]
            behind = first + size
        else:
            keys[slot] = key
    return chars


@njit(nogil=True, cache=True)
def _duplicate_elements(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    feeds: int,
    keys: NDArray[np.uint64],
    mask: int,
) -> tuple[int, int, int]:
    """Elements between runs of at least ``feeds`` line feeds: how many, how many seen before, characters of those."""
    keys[: mask + 1] = 0
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
            slot = _slot(keys, mask, key)
            if keys[slot] == key:
                seen_before += 1
                chars_seen_before += chars
            else:
                keys[slot] = key
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
    longest = 0
    for text in range(texts):
        longest = max(longest, offsets[text + 1] - offsets[text])
    powers = np.ones(_POWERS, dtype=np.uint64)
    for index in range(1, _POWERS):
        powers[index] = powers[index - 1] * _BASE
    # Of large arrays the machine gives only the pages that are written to.
    prefixes = np.empty(longest + 1, dtype=np.uint64)
    word_hashes = np.empty(longest + 1, dtype=np.uint64)
    byte_ends = np.empty(longest + 1, dtype=np.int64)
    char_ends = np.empty(longest + 1, dtype=np.int64)
    places = np.empty(longest + 1, dtype=np.int64)
    slots = np.empty(longest + 1, dtype=np.int64)
    keys = np.empty(1024, dtype=np.uint64)
    counts = np.empty(1024, dtype=np.int64)
    firsts = np.empty(1024, dtype=np.int64)
    for text in range(texts):
        start, stop = offsets[text], offsets[text + 1]
        row = result[text]
        words = _split_words(data, start, stop, classes, prefixes, byte_ends, char_ends)
        feeds = 0
        for position in range(start, stop):
            feeds += data[position] == 0x0A
        mask = 15  # a short text stays in a small, cached part of the table
        while mask + 1 < 2 * max(words, feeds + 1):
            mask = 2 * mask + 1
        if mask >= keys.shape[0]:
            keys = np.empty(mask + 1, dtype=np.uint64)
            counts = np.empty(mask + 1, dtype=np.int64)
            firsts = np.empty(mask + 1, dtype=np.int64)
        row[0], row[1], row[2] = _duplicate_elements(data, start, stop, 1, keys, mask)
        inner_start, inner_stop = _strip(data, start, stop, classes)
        row[3], row[4], row[5] = _duplicate_elements(data, inner_start, inner_stop, 2, keys, mask)
        for word in range(words):
            begin, end = byte_ends[word], byte_ends[word + 1]
            word_hashes[word] = _mix(prefixes[end] - prefixes[begin] * _power(powers, end - begin))
        _top_ngrams(words, word_hashes, char_ends, keys, counts, firsts, mask, places, slots, row)
        if words < DUPLICATE_SIZES[0]:
            continue
        candidates = _repeated_starts(words, prefixes, byte_ends, powers, keys, counts, mask, places)
        for index in range(len(DUPLICATE_SIZES)):
            row[_DUPLICATE_FIRST + index] = _duplicate_ngrams(
                DUPLICATE_SIZES[index],
                words,
                prefixes,
                byte_ends,
                char_ends,
                powers,
                keys,
                mask,
                places,
                candidates,
            )
    return result
