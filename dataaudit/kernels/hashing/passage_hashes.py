"""Passages of a text as hashes, to count in how many texts each stands: lines, paragraphs, openings, endings, n-grams.

Of the n-grams of eight words every sixteenth is taken, by its hash, so the same ones in every text; whole texts are no
passages (equal texts are exact duplicates).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.ngrams import mix, power, power_table, split_words
from dataaudit.kernels.text.trimming import strip
from dataaudit.kernels.xxh64 import xxh64

LINE, PARAGRAPH, OPENING, ENDING, NGRAM = range(5)
KINDS = ("line", "paragraph", "opening", "ending", "ngram")
SHORTEST = 20
"""Bytes of a line or paragraph from which it is a passage."""
WORDS = 8
"""Words of an opening, an ending and an n-gram."""
SAMPLED = 16
"""Of so many n-grams one is taken."""
_KIND_BITS = np.uint64(7)


@njit(nogil=True, cache=True, inline="always")
def _tagged(value: np.uint64, kind: int) -> np.uint64:
    return (value & ~_KIND_BITS) | np.uint64(kind)


@njit(nogil=True, cache=True)
def _doubled(values: NDArray[np.generic]) -> NDArray[np.generic]:
    return np.concatenate((values, np.zeros_like(values)))


@njit(nogil=True, cache=True)
def _element(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    whole_start: int,
    whole_stop: int,
    classes: NDArray[np.uint8],
    kind: int,
    count: int,
    hashes: NDArray[np.uint64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    chars: NDArray[np.int64],
) -> int:
    """Add the line or paragraph ``data[start:stop]``, without white space around it; returns how many there are now."""
    start, stop = strip(data, start, stop, classes)
    if stop - start < SHORTEST or (start == whole_start and stop == whole_stop):
        return count
    total, line_ends = 0, 0
    for position in range(start, stop):
        total += (data[position] & 0xC0) != 0x80
        line_ends += data[position] == 0x0A
    if kind == PARAGRAPH and not line_ends:  # of one line: that line
        return count
    hashes[count], begins[count], ends[count] = _tagged(xxh64(data, start, stop), kind), start, stop
    chars[count] = total
    return count + 1


@njit(nogil=True, cache=True)
def _sequences(
    words: int,
    prefixes: NDArray[np.uint64],
    byte_ends: NDArray[np.int64],
    powers: NDArray[np.uint64],
    count: int,
    hashes: NDArray[np.uint64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    chars: NDArray[np.int64],
) -> int:
    """Add the opening, the ending and the n-grams of a text of more words; returns how many passages there are now."""
    last = words - WORDS
    for first in range(last + 1 if last > 0 else 0):
        begin, end = byte_ends[first], byte_ends[first + WORDS]
        value = mix(prefixes[end] - prefixes[begin] * power(powers, end - begin))
        if first == 0:
            hashes[count], begins[count], ends[count], chars[count] = _tagged(value, OPENING), first, first, 0
            count += 1
        if first == last:
            hashes[count], begins[count], ends[count], chars[count] = _tagged(value, ENDING), first, first, 0
            count += 1
        if (value >> np.uint64(8)) % np.uint64(SAMPLED) == 0:
            hashes[count], begins[count], ends[count], chars[count] = _tagged(value, NGRAM), first, first, 0
            count += 1
    return count


@njit(nogil=True, cache=True)
def passages(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The passages of every text.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, one more than there are texts.
        classes: Class bits by code point, from ``character_tables``.

    Returns:
        Hashes (uint64, the kind in their three lowest bits), the first byte of each and one past its last (int64; of
        openings, endings and n-grams, whose words are hashed without white space, both are the number of the first
        word), their code points (int64; 0 for those three), and bounds: passages ``bounds[i]`` to ``bounds[i + 1]`` are
        those of text ``i``.
    """
    texts = offsets.shape[0] - 1
    bounds = np.zeros(texts + 1, dtype=np.int64)
    longest = longest_text(offsets)
    room = (offsets[texts] - offsets[0]) // 4 + 4 * texts + 8
    hashes = np.empty(room, dtype=np.uint64)
    begins, ends = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    chars = np.empty(room, dtype=np.int64)
    prefixes = np.empty(longest + 1, dtype=np.uint64)
    byte_ends = np.empty(longest + 1, dtype=np.int64)
    char_ends = np.empty(longest + 1, dtype=np.int64)
    powers = power_table()
    count = 0
    for text in range(texts):
        start, stop = offsets[text], offsets[text + 1]
        words = split_words(data, start, stop, classes, prefixes, byte_ends, char_ends)
        while count + (stop - start) // 8 + words + 4 > len(hashes):
            hashes, begins, ends, chars = _doubled(hashes), _doubled(begins), _doubled(ends), _doubled(chars)
        inner, outer = strip(data, start, stop, classes)
        line, paragraph, position = start, start, start
        while position <= stop:
            if position == stop or data[position] == 0x0A:
                count = _element(data, line, position, inner, outer, classes, LINE, count, hashes, begins, ends, chars)
                blank = position + 1 < stop and data[position + 1] == 0x0A
                if position == stop or blank:
                    if paragraph < line:
                        kind = PARAGRAPH
                        count = _element(
                            data, paragraph, position, inner, outer, classes, kind, count, hashes, begins, ends, chars
                        )
                    paragraph = position + 1
                    while paragraph < stop and data[paragraph] == 0x0A:
                        paragraph += 1
                line = position + 1
            position += 1
        count = _sequences(words, prefixes, byte_ends, powers, count, hashes, begins, ends, chars)
        bounds[text + 1] = count
    return hashes[:count].copy(), begins[:count].copy(), ends[:count].copy(), chars[:count].copy(), bounds
