"""Repetition inside a text: lines, paragraphs and word n-grams that occur again.

Reads the two buffers of Arrow texts. Lines and paragraphs are hashed while they are walked, n-grams by two prefix
hashes whatever their length, all in one table that all texts share; places where nothing can repeat are ruled out once
for six sizes of n-grams. Equal 64-bit hashes are taken for equal strings, so a collision breaks the counts.

The formulas are those of Rae et al. 2021 (Gopher, table A1) as datatrove's ``GopherRepetitionFilter`` computes them,
on the words of ``text_scan`` (symbols count as words here, as they do there):

- *duplicate lines*: the text is split at runs of line feeds; elements that occurred before, as a share of the elements,
  and their characters as a share of the text's. Paragraphs: the stripped text is split at two or more line feeds.
- *top n-gram*: characters of the most frequent n-gram, joined by spaces, times its count, as a share of the text's
  characters. A count of one is included; of several most frequent n-grams the first is taken.
- *duplicate n-grams*: a scan from the left; an n-gram that occurred before adds its characters (without spaces) and
  the scan resumes after it, any other is remembered and the scan moves one word on.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.ngrams import (
    BASE,
    DUPLICATE_SIZES,
    TOP_SIZES,
    find_slot,
    hash_words,
    mix,
    power,
    power_table,
    repeated_starts,
    split_words,
    table_mask,
    top_ngrams,
    workspace,
)
from dataaudit.kernels.text.trimming import strip

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
"""Columns of the result of ``repetition``: numbers of elements or of code points."""

_TOP_FIRST = 6
_DUPLICATE_FIRST = _TOP_FIRST + len(TOP_SIZES)
_COLUMNS = len(FIELDS)


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
    """Characters of duplicate n-grams; these can begin only at the first ``candidates`` of ``places``."""
    keys[: mask + 1] = 0
    behind, chars = 0, 0
    for number in range(candidates):
        first = places[number]
        if first < behind:
            continue
        if first + size > words:
            break
        begin, end = byte_ends[first], byte_ends[first + size]
        key = mix(prefixes[end] - prefixes[begin] * power(powers, end - begin))
        slot = find_slot(keys, mask, key)
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
    """Elements between runs of at least ``feeds`` line feeds: their number, those seen before, characters of those."""
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
            key = mix(hashed + np.uint64(1))
            slot = find_slot(keys, mask, key)
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
        for _ in range(max(run, 1)):  # a run of fewer line feeds belongs to the element
            hashed = hashed * BASE + np.uint64(data[position]) + np.uint64(1)
            chars += (data[position] & 0xC0) != 0x80
            position += 1


@njit(nogil=True, cache=True)
def repetition(data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Repetition counts of every text.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.

    Returns:
        int64, shape (texts, len(FIELDS)). An empty text has one line and one paragraph, both empty.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _COLUMNS), dtype=np.int64)
    powers, tops = power_table(), np.zeros((len(TOP_SIZES), 2), dtype=np.int64)
    prefixes, word_hashes, byte_ends, char_ends, places, slots = workspace(longest_text(offsets))
    keys = np.empty(1024, dtype=np.uint64)
    counts = np.empty(1024, dtype=np.int64)
    firsts = np.empty(1024, dtype=np.int64)
    for text in range(texts):
        start, stop = offsets[text], offsets[text + 1]
        row = result[text]
        words = split_words(data, start, stop, classes, prefixes, byte_ends, char_ends)
        feeds = 0
        for position in range(start, stop):
            feeds += data[position] == 0x0A
        mask = table_mask(max(words, feeds + 1))
        if mask >= keys.shape[0]:
            keys = np.empty(mask + 1, dtype=np.uint64)
            counts = np.empty(mask + 1, dtype=np.int64)
            firsts = np.empty(mask + 1, dtype=np.int64)
        row[0], row[1], row[2] = _duplicate_elements(data, start, stop, 1, keys, mask)
        inner_start, inner_stop = strip(data, start, stop, classes)
        row[3], row[4], row[5] = _duplicate_elements(data, inner_start, inner_stop, 2, keys, mask)
        hash_words(words, prefixes, byte_ends, powers, word_hashes)
        top_ngrams(words, word_hashes, keys, counts, firsts, mask, places, slots, tops)
        for index in range(len(TOP_SIZES)):
            count, first = tops[index]
            size = TOP_SIZES[index]
            if count:
                row[_TOP_FIRST + index] = (char_ends[first + size] - char_ends[first] + size - 1) * count
        if words < DUPLICATE_SIZES[0]:
            continue
        candidates = repeated_starts(words, prefixes, byte_ends, powers, keys, counts, mask, places)
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
