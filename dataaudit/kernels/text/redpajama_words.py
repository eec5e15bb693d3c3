"""Words in lower case and without ASCII punctuation: how varied they are, and which sequences of them occur again.

Reads the two buffers of Arrow texts that are already in lower case. Words are hashed once and n-grams are hashes of
word hashes, counted in one table that all texts share; places where nothing can repeat are ruled out once for all six
sizes. Equal 64-bit hashes are taken for equal words, so a collision breaks the counts.

The formulas are RedPajama v2's (Weber et al. 2024, section 4 and its code ``natural_language.py``, ``repetitions.py``),
which come closest to the table of Rae et al. 2021 for duplicate n-grams: a character in any n-gram that occurs twice
counts once, in the first occurrence too. Words differ: in scripts without spaces every character is one.
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
    power_table,
    repeated_starts,
    split_words,
    table_mask,
    top_ngrams,
    workspace,
)

FIELDS = (
    "words",
    "word_chars",
    "unique_words",
    *(f"top_{size}gram_chars" for size in TOP_SIZES),
    *(f"covered_{size}gram_chars" for size in DUPLICATE_SIZES),
    "repeated_10grams",
)
"""Columns of the counts of ``normal_words``: numbers of words, of code points without white space, or of n-grams."""

_TOP_FIRST = 3
_COVERED_FIRST = _TOP_FIRST + len(TOP_SIZES)
_REPEATED = _COVERED_FIRST + len(DUPLICATE_SIZES)
_COLUMNS = len(FIELDS)


@njit(nogil=True, cache=True)
def _variety(
    words: int, hashes: NDArray[np.uint64], keys: NDArray[np.uint64], counts: NDArray[np.int64], mask: int
) -> tuple[int, float]:
    """The number of distinct words, and the entropy of their distribution in nats."""
    keys[: mask + 1] = 0
    unique = 0
    for word in range(words):
        slot = find_slot(keys, mask, hashes[word])
        if keys[slot] == 0:
            keys[slot], counts[slot] = hashes[word], 0
            unique += 1
        counts[slot] += 1
    weighted = 0.0
    for slot in range(mask + 1):
        if keys[slot] and counts[slot] > 1:  # 1 * log(1) is 0
            weighted += counts[slot] * np.log(counts[slot])
    return unique, np.log(words) - weighted / words


@njit(nogil=True, cache=True)
def _covered(
    size: int,
    words: int,
    hashes: NDArray[np.uint64],
    char_ends: NDArray[np.int64],
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    mask: int,
    places: NDArray[np.int64],
    slots: NDArray[np.int64],
    candidates: int,
) -> tuple[int, int]:
    """Characters in n-grams that occur at least twice, and the number of such n-grams, counting every occurrence."""
    # The key is made of word hashes, not of characters: "ab c" and "a bc" are different n-grams here.
    keys[: mask + 1] = 0
    for number in range(candidates):
        first = places[number]
        if first + size > words:
            break
        key = np.uint64(size)
        for word in range(first, first + size):
            key = mix(key * BASE + hashes[word])
        slot = find_slot(keys, mask, key)
        if keys[slot] == 0:
            keys[slot], counts[slot] = key, 0
        counts[slot] += 1
        slots[number] = slot
    chars, behind, repeated = 0, 0, 0
    for number in range(candidates):
        first = places[number]
        if first + size > words:
            break
        if counts[slots[number]] > 1:
            repeated += 1
            begin = max(first, behind)  # overlapping n-grams count their characters once
            behind = first + size
            chars += char_ends[behind] - char_ends[begin]
    return chars, repeated


@njit(nogil=True, cache=True)
def normal_words(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts of every text's words, and their entropy.

    Args:
        data: UTF-8 bytes of texts in lower case, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, with ``LEFT_OUT`` for punctuation that does not belong to words.

    Returns:
        int64, shape (texts, len(FIELDS)), and float64, shape (texts,): the entropy in nats, NaN without words. A top
        n-gram that occurs only once counts as 0.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _COLUMNS), dtype=np.int64)
    entropy = np.full(texts, np.nan)
    powers, tops = power_table(), np.zeros((len(TOP_SIZES), 2), dtype=np.int64)
    prefixes, hashes, byte_ends, char_ends, places, slots = workspace(longest_text(offsets))
    keys = np.empty(1024, dtype=np.uint64)
    counts = np.empty(1024, dtype=np.int64)
    firsts = np.empty(1024, dtype=np.int64)
    for text in range(texts):
        words = split_words(data, offsets[text], offsets[text + 1], classes, prefixes, byte_ends, char_ends)
        if words == 0:
            continue
        mask = table_mask(words)
        if mask >= keys.shape[0]:
            keys = np.empty(mask + 1, dtype=np.uint64)
            counts = np.empty(mask + 1, dtype=np.int64)
            firsts = np.empty(mask + 1, dtype=np.int64)
        row = result[text]
        hash_words(words, prefixes, byte_ends, powers, hashes)
        row[0], row[1] = words, char_ends[words]
        row[2], entropy[text] = _variety(words, hashes, keys, counts, mask)
        top_ngrams(words, hashes, keys, counts, firsts, mask, places, slots, tops)
        for index in range(len(TOP_SIZES)):
            count, first = tops[index]
            if count > 1:
                row[_TOP_FIRST + index] = (char_ends[first + TOP_SIZES[index]] - char_ends[first]) * count
        if words <= DUPLICATE_SIZES[0]:  # a single n-gram cannot repeat
            continue
        candidates = repeated_starts(words, prefixes, byte_ends, powers, keys, counts, mask, places)
        for index in range(len(DUPLICATE_SIZES)):
            chars, repeated = _covered(
                DUPLICATE_SIZES[index],
                words,
                hashes,
                char_ends,
                keys,
                counts,
                mask,
                places,
                slots,
                candidates,
            )
            row[_COVERED_FIRST + index] = chars
        row[_REPEATED] = repeated  # of the last size, ten
    return result, entropy
