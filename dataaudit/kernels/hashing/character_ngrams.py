"""Sequences of characters that occur more than once in the same text.

Reads the two buffers of Arrow texts and keeps a hash of every prefix of a text, so the hash of any ten characters is
one multiplication and one subtraction. A byte for every sequence, chosen by its hash, rules out nearly all that occur
once; the others are counted in an open-addressing table that all texts share, of which a text clears only the part that
it needs. Equal hashes are taken for equal sequences, so it breaks on collisions of 64 bits.

Source: the character repetition ratio of the ROOTS corpus (Laurençon et al. 2022), as data-juicer's
``character_repetition_filter`` computes it with sequences of 10: the share of all sequences that belongs to the most
frequent ones. Counted are the sqrt(n) most frequent of n distinct sequences, and of those only the ones that occur at
least twice.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.ngrams import BASE, find_slot, mix, power, power_table, table_mask
from dataaudit.kernels.text.utf8 import decode

_BYTES = 4
"""Bytes for a slot of the table."""
SIZE = 10
"""Characters of a sequence."""


@njit(nogil=True, cache=True)
def _largest(counts: NDArray[np.int64], held: int, wanted: int) -> int:
    """The sum of the ``wanted`` largest counts."""
    # By a histogram of the counts: a sum needs no sort.
    most = 0
    for index in range(held):
        most = max(most, counts[index])
    by_count = np.zeros(most + 1, dtype=np.int64)
    for index in range(held):
        by_count[counts[index]] += 1
    total = 0
    for count in range(most, 1, -1):
        taken = min(wanted, by_count[count])
        total += taken * count
        wanted -= taken
    return total


@njit(nogil=True, cache=True)
def character_ngrams(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Occurrences of the most frequent sequences of ten characters, and of all sequences.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.

    Returns:
        int64, shape (texts, 2); zeros for a text shorter than a sequence.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, 2), dtype=np.int64)
    longest = longest_text(offsets)
    prefixes = np.zeros(longest + 1, dtype=np.uint64)
    several = np.zeros(longest + 1, dtype=np.int64)
    keys = np.zeros(1024, dtype=np.uint64)
    counts = np.zeros(1024, dtype=np.int64)
    marks = np.zeros(_BYTES * 1024, dtype=np.uint8)
    factor = power(power_table(), SIZE)
    for text in range(texts):
        position, stop, chars = offsets[text], offsets[text + 1], 0
        while position < stop:
            point, size = np.int64(data[position]), 1
            if point >= 0x80:
                point, size = decode(data, position)
            # Plus 1, so that U+0000 changes the hash too.
            prefixes[chars + 1] = prefixes[chars] * BASE + np.uint64(point) + np.uint64(1)
            position += size
            chars += 1
        sequences = chars - SIZE + 1
        if sequences < 1:
            continue
        mask = table_mask(sequences)
        if mask >= keys.shape[0]:
            keys, counts = np.zeros(mask + 1, dtype=np.uint64), np.zeros(mask + 1, dtype=np.int64)
            marks = np.zeros(_BYTES * (mask + 1), dtype=np.uint8)
        places = np.uint64(_BYTES * (mask + 1) - 1)
        marks[: _BYTES * (mask + 1)] = 0
        alike = 0
        for first in range(sequences):
            key = mix(prefixes[first + SIZE] - prefixes[first] * factor)
            prefixes[first] = key  # no later sequence needs it
            mark = marks[key >> np.uint64(32) & places]
            alike += mark == 1
            marks[key >> np.uint64(32) & places] = 2 if mark else 1
        result[text, 1] = sequences
        if alike == 0:
            continue
        keys[: mask + 1] = 0
        different = 0
        for first in range(sequences):
            key = prefixes[first]
            if marks[key >> np.uint64(32) & places] == 1:
                different += 1
                continue
            slot = find_slot(keys, mask, key)
            if keys[slot] == 0:
                keys[slot], counts[slot] = key, 0
                different += 1
            counts[slot] += 1
        if different == sequences:  # nothing repeats: the table need not be read
            continue
        held = 0
        for slot in range(mask + 1):
            if keys[slot] and counts[slot] > 1:
                several[held] = counts[slot]
                held += 1
        result[text, 0] = _largest(several, held, min(int(np.sqrt(different)), held))
    return result
