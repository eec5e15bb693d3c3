"""Passages of a text as hashes, to count the texts that hold each: lines, paragraphs, openings, endings, n-grams.

Reads the two buffers of Arrow texts and appends to flat arrays with int64 bounds. Lines and paragraphs are hashed where
they are, n-grams by two prefix hashes each, and of the n-grams of eight words one in sixteen is kept: chosen by its
hash, so that every text keeps the same ones. Another sampling rule, word splitter or constant breaks the comparison
with passages hashed before. A whole text is not a passage, since equal texts are exact duplicates.
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
"""Bytes that a line or paragraph must have to be a passage."""
WORDS = 8
"""Words of an opening, an ending and an n-gram."""
SAMPLED = 16
"""One in this many n-grams is kept."""
_KIND_BITS = np.uint64(7)


@njit(nogil=True, cache=True, inline="always")
def _tagged(value: np.uint64, kind: int) -> np.uint64:
    # The kind is part of the hash, so that an opening and an n-gram of the same words are counted apart.
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
    """Add the line or paragraph ``data[start:stop]``, trimmed; returns the number of passages so far."""
    start, stop = strip(data, start, stop, classes)
    if stop - start < SHORTEST or (start == whole_start and stop == whole_stop):
        return count
    total, line_ends = 0, 0
    for position in range(start, stop):
        total += (data[position] & 0xC0) != 0x80
        line_ends += data[position] == 0x0A
    if kind == PARAGRAPH and not line_ends:  # trimmed to a single line, which is a passage already
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
    """Add the opening, the ending and the n-grams of a text; returns the number of passages so far."""
    last = words - WORDS  # a text of eight words or fewer is one n-gram at most, and that is the whole text
    for first in range(last + 1 if last > 0 else 0):
        begin, end = byte_ends[first], byte_ends[first + WORDS]
        value = mix(prefixes[end] - prefixes[begin] * power(powers, end - begin))
        if first == 0:
            hashes[count], begins[count], ends[count], chars[count] = _tagged(value, OPENING), first, first, 0
            count += 1
        if first == last:
            hashes[count], begins[count], ends[count], chars[count] = _tagged(value, ENDING), first, first, 0
            count += 1
        # Middle bits: the lowest hold the kind, the highest choose the file that a hash is counted in.
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
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.

    Returns:
        Hashes (uint64, the kind in their three lowest bits), the first byte of each passage and one past its last
        (int64; for openings, endings and n-grams, whose words are hashed without white space, both are the number of
        the first word), code points (int64; 0 for those three), and bounds: the passages of text ``i`` are those from
        ``bounds[i]`` to ``bounds[i + 1]``.
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
        # No text has more: lines and paragraphs of 20 bytes or more are fewer than an eighth of its bytes, n-grams
        # fewer than its words.
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
