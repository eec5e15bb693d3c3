"""Shingles: hashed n-grams of script-aware tokens.

A token is a run of letters, marks and numbers; in scripts written without spaces (Han, Kana, Thai, Lao, Khmer,
Myanmar) every character is a token. A shingle's bytes are ``n`` consecutive tokens joined by one space, UTF-8. A text
of fewer than ``n`` tokens is one shingle, a text without tokens has none.

Source: Broder, "On the resemblance and containment of documents", 1997; hash: XXH64.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.characters import UNSEGMENTED, WORD
from dataaudit.kernels.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64


def canonical(text: str) -> str:
    """The text whose tokens are shingled: NFKC, then case folding.

    Examples:
        >>> canonical("Ｓtraße ﬁ")
        'strasse fi'
    """
    return unicodedata.normalize("NFKC", text).casefold()


@njit(nogil=True, cache=True)
def _write_tokens(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    joined: NDArray[np.uint8],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> int:
    """Write the tokens joined by single spaces, and where each begins and ends; returns how many there are."""
    tokens, length, in_token = 0, 0, False
    position = start
    while position < stop:
        point, size = decode(data, position)
        bits = classes[point]
        alone = bool(bits & UNSEGMENTED)
        if in_token and (alone or not bits & WORD):
            ends[tokens] = length
            tokens += 1
            in_token = False
        if bits & WORD:
            if not in_token:
                if tokens:
                    joined[length] = 0x20
                    length += 1
                begins[tokens] = length
                in_token = True
            for index in range(position, position + size):
                joined[length] = data[index]
                length += 1
            if alone:
                ends[tokens] = length
                tokens += 1
                in_token = False
        position += size
    if in_token:
        ends[tokens] = length
        tokens += 1
    return tokens


@njit(nogil=True, cache=True)
def shingle_hashes(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of every text's shingles, in order of occurrence, with repetitions.

    Args:
        data: UTF-8 bytes of canonical texts, uint8.
        offsets: int64, one more than there are texts.
        classes: Class bits by code point, from ``character_tables``.
        size: Tokens in a shingle.

    Returns:
        ``hashes`` (uint64) and ``bounds`` (int64): the shingles of text ``i`` are ``hashes[bounds[i]:bounds[i + 1]]``.
    """
    texts = offsets.shape[0] - 1
    longest = 0
    for text in range(texts):
        longest = max(longest, offsets[text + 1] - offsets[text])
    joined = np.zeros(2 * longest + 1, dtype=np.uint8)
    begins = np.zeros(longest + 1, dtype=np.int64)
    ends = np.zeros(longest + 1, dtype=np.int64)
    hashes = np.zeros(max(64, data.shape[0] // 4), dtype=np.uint64)
    bounds = np.zeros(texts + 1, dtype=np.int64)
    used = 0
    for text in range(texts):
        tokens = _write_tokens(data, offsets[text], offsets[text + 1], classes, joined, begins, ends)
        width = min(size, tokens)
        shingles = tokens - width + 1 if tokens else 0
        if used + shingles > hashes.shape[0]:
            grown = np.zeros(2 * (used + shingles), dtype=np.uint64)
            grown[:used] = hashes[:used]
            hashes = grown
        for first in range(shingles):
            hashes[used + first] = xxh64(joined, begins[first], ends[first + width - 1])
        used += shingles
        bounds[text + 1] = used
    return hashes[:used].copy(), bounds


@njit(nogil=True, cache=True)
def shingle_sets(hashes: NDArray[np.uint64], bounds: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Every text's shingles sorted and without repetition.

    Args:
        hashes: uint64, from ``shingle_hashes``.
        bounds: int64, from ``shingle_hashes``.

    Returns:
        Hashes and bounds in the same form.
    """
    sets = np.empty_like(hashes)
    set_bounds = np.zeros_like(bounds)
    used = 0
    for text in range(bounds.shape[0] - 1):
        ordered = np.sort(hashes[bounds[text] : bounds[text + 1]])
        for index in range(ordered.shape[0]):
            if index == 0 or ordered[index] != ordered[index - 1]:
                sets[used] = ordered[index]
                used += 1
        set_bounds[text + 1] = used
    return sets[:used].copy(), set_bounds
