"""Shingles: hashed n-grams of script-aware tokens.

Reads the two buffers of Arrow texts and writes flat arrays of hashes with int64 bounds. A text's tokens are written
once, one space behind each, into a buffer that all texts share, and a shingle is hashed in place between two token
ends. A canonical form that grows a byte to more than ``GROWTH`` bytes breaks it: the buffer is sized for that and
writes are not checked.

A token is a run of letters, marks and numbers; in scripts written without spaces (Han, Kana, Thai, Lao, Khmer,
Myanmar) every character is a token. A shingle's bytes are ``n`` consecutive tokens joined by one space, UTF-8. A text
of fewer than ``n`` tokens is one shingle, a text without tokens has none.

Source: Broder, "On the resemblance and containment of documents", 1997; hash: XXH64.
"""

from __future__ import annotations

import itertools
import unicodedata

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import UNSEGMENTED, WORD
from dataaudit.kernels.text.folding import GROWTH, FoldTables
from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.utf8 import ascii_end, decode
from dataaudit.kernels.xxh64 import xxh64


def canonical(text: str) -> str:
    """A text in the form whose tokens are shingled: NFKC, then case-folded.

    Examples:
        >>> canonical("Ｓtraße ﬁ")
        'strasse fi'
    """
    return unicodedata.normalize("NFKC", text).casefold()


@njit(nogil=True, cache=True)
def token_letters(classes: NDArray[np.uint8], tables: FoldTables, settled: bool) -> NDArray[np.uint8]:
    """By byte: what an ASCII character becomes in a token; 0 if it is in no token, and for bytes above 0x7F."""
    letters = np.zeros(256, dtype=np.uint8)
    for point in range(128):
        if classes[point] & WORD:
            entry = 0 if settled else tables.index[point]
            letters[point] = tables.pool[tables.starts[entry]] if entry > 0 else point
    return letters


@njit(nogil=True, cache=True)
def write_tokens(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    tables: FoldTables,
    settled: bool,
    letters: NDArray[np.uint8],
    joined: NDArray[np.uint8],
    ends: NDArray[np.int64],
) -> int:
    """Write a text's tokens, each followed by a space, and the end of each; returns their number."""
    tokens, length, is_open = 0, 0, False
    position = start
    while position < stop:
        if data[position] < 0x80:
            # No branch on the byte, since the ends of words cannot be predicted: every byte is written, and one that
            # does not count is overwritten by the next.
            before = np.uint8(is_open)
            behind = ascii_end(data, position, stop)
            for place in range(position, behind):
                letter = letters[data[place]]
                joined[length] = letter if letter else np.uint8(0x20)
                ends[tokens] = length
                closing = (letter == 0) & (before != 0)
                tokens += closing
                length += (letter != 0) | closing
                before = letter
            is_open = before != 0
            position = behind
            continue
        point, width = decode(data, position)
        entry = 0 if settled else tables.index[point]
        source, inner, end = data, position, position + width
        if entry > 0:
            source, inner, end = tables.pool, tables.starts[entry], tables.starts[entry + 1]
        position += width
        while inner < end:
            point, width = decode(source, inner)
            bits = classes[point]
            if is_open and (bits & UNSEGMENTED or not bits & WORD):
                joined[length] = 0x20
                ends[tokens] = length
                length, tokens, is_open = length + 1, tokens + 1, False
            if bits & WORD:
                for place in range(inner, inner + width):
                    joined[length] = source[place]
                    length += 1
                is_open = True
                if bits & UNSEGMENTED:
                    joined[length] = 0x20
                    ends[tokens] = length
                    length, tokens, is_open = length + 1, tokens + 1, False
            inner += width
    if is_open:
        ends[tokens] = length
        tokens += 1
    return tokens


@njit(nogil=True, cache=True)
def shingle_hashes(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    tables: FoldTables,
    settled: NDArray[np.bool_],
    size: int,
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of every text's shingles, in order of occurrence, repetitions included.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        tables: From ``canonical_tables``.
        settled: bool, one per text: whether it is canonical already. A text that is not must not be ``unsafe``.
        size: Tokens in a shingle.

    Returns:
        ``hashes`` (uint64) and ``bounds`` (int64): the shingles of text ``i`` are ``hashes[bounds[i]:bounds[i + 1]]``.
    """
    texts = offsets.shape[0] - 1
    longest = longest_text(offsets)
    # The worst case: every byte grows threefold into tokens of one byte with a space behind each. The system commits
    # only the pages that are written to.
    joined = np.empty(2 * GROWTH * longest + 8, dtype=np.uint8)
    ends = np.empty(GROWTH * longest + 8, dtype=np.int64)
    hashes = np.empty(max(64, data.shape[0] // 4), dtype=np.uint64)
    bounds = np.zeros(texts + 1, dtype=np.int64)
    folded, plain = token_letters(classes, tables, False), token_letters(classes, tables, True)
    used = 0
    for text in range(texts):
        letters = plain if settled[text] else folded
        start, stop = offsets[text], offsets[text + 1]
        tokens = write_tokens(data, start, stop, classes, tables, settled[text], letters, joined, ends)
        width = min(size, tokens)
        shingles = tokens - width + 1 if tokens else 0
        if used + shingles > hashes.shape[0]:
            grown = np.empty(2 * (used + shingles), dtype=np.uint64)
            for index in range(used):  # numba takes seconds to compile an assignment of a slice to a slice
                grown[index] = hashes[index]
            hashes = grown
        begin = 0
        for first in range(shingles):
            hashes[used + first] = xxh64(joined, begin, ends[first + width - 1])
            begin = ends[first] + 1
        used += shingles
        bounds[text + 1] = used
    return hashes[:used].copy(), bounds


def shingle_sets(hashes: NDArray[np.uint64], bounds: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Every text's distinct shingles, sorted.

    Args:
        hashes: uint64, from ``shingle_hashes``.
        bounds: int64, from ``shingle_hashes``.

    Returns:
        Hashes and bounds in the same form.
    """
    # Not compiled: numpy sorts nine times as fast as numba's own sort (4.4 million hashes of 2,500 texts).
    ordered = hashes.copy()
    for begin, end in itertools.pairwise(bounds.tolist()):
        ordered[begin:end].sort()
    used, set_bounds = _without_repetition(ordered, bounds)
    return ordered[:used].copy(), set_bounds


@njit(nogil=True, cache=True)
def _without_repetition(ordered: NDArray[np.uint64], bounds: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    """Move every text's distinct shingles to the front of the array; returns their number and bounds."""
    set_bounds = np.zeros_like(bounds)
    used = 0
    for text in range(bounds.shape[0] - 1):
        begin = used
        for index in range(bounds[text], bounds[text + 1]):
            if used == begin or ordered[index] != ordered[used - 1]:
                ordered[used] = ordered[index]
                used += 1
        set_bounds[text + 1] = used
    return used, set_bounds


@njit(nogil=True, cache=True)
def distinct_shingles(hashes: NDArray[np.uint64], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of distinct shingles of every text: int64, one per text.

    Args:
        hashes: uint64, from ``shingle_hashes``.
        bounds: int64, from ``shingle_hashes``.
    """
    # A bare table of keys: a numba set takes six times as long, a typed dict ten times (2,500 files, 37 MB).
    counts = np.zeros(bounds.shape[0] - 1, dtype=np.int64)
    table = np.empty(1024, dtype=np.uint64)
    for text in range(bounds.shape[0] - 1):
        mask = 15
        while mask + 1 < 2 * (bounds[text + 1] - bounds[text]):
            mask = 2 * mask + 1
        if mask >= table.shape[0]:
            table = np.empty(mask + 1, dtype=np.uint64)
        table[: mask + 1] = 0
        found, has_zero = 0, False  # 0 marks a free slot
        for index in range(bounds[text], bounds[text + 1]):
            value = hashes[index]
            if value == 0:
                has_zero = True
                continue
            slot = np.int64(value & np.uint64(mask))  # XXH64 mixes all bits, so the lowest will do
            while table[slot] != 0 and table[slot] != value:
                slot = (slot + 1) & mask
            if table[slot] == 0:
                table[slot] = value
                found += 1
        counts[text] = found + has_zero
    return counts
