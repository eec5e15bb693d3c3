"""Hashed words and pairs of words of texts, as the rows of a sparse matrix.

Reads the hashes of every text's tokens and writes flat arrays: the columns of a text are ascending, each
once. Columns of pairs come behind those of words. Two terms that share a column are one to whoever reads it; with
2^18 columns for each kind, few of those that matter do. Source: Weinberger et al. 2009, "Feature Hashing for Large
Scale Multitask Learning".
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

BITS = 18
"""Two to this power is the number of columns for words, and again for pairs of words."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_TURN, _REST = np.uint64(23), np.uint64(41)
_SHIFT = np.uint64(64 - BITS)


@njit(nogil=True, cache=True)
def word_features(
    hashes: NDArray[np.uint64], bounds: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Columns and counts of the words and pairs of words of every text.

    Args:
        hashes: Hashes of all tokens, in order, uint64.
        bounds: int64, length texts + 1: the tokens of text ``i`` are ``hashes[bounds[i]:bounds[i + 1]]``.

    Returns:
        ``starts`` (int64, length texts + 1), and the column (int32) and number of occurrences (int32) of every entry.
    """
    starts = np.zeros(len(bounds), np.int64)
    columns = np.empty(2 * len(hashes), np.int32)
    counts = np.empty(2 * len(hashes), np.int32)
    used = 0
    for text in range(len(bounds) - 1):
        begin, end = bounds[text], bounds[text + 1]
        terms = np.empty(max(0, 2 * (end - begin) - 1), np.int32)
        for place in range(end - begin):
            # Multiplied before the highest bits are taken, so that they depend on all bits of the hash.
            one = hashes[begin + place]
            terms[2 * place] = np.int32((one * _FACTOR) >> _SHIFT)
            if place + 1 < end - begin:
                # Turned, so that the order of the two counts and a word beside itself is no zero.
                both = ((one << _TURN) | (one >> _REST)) ^ hashes[begin + place + 1]
                terms[2 * place + 1] = np.int32(((both * _FACTOR) >> _SHIFT) + np.uint64(1 << BITS))
        terms.sort()
        for term in terms:
            if used > starts[text] and columns[used - 1] == term:
                counts[used - 1] += 1
            else:
                columns[used] = term
                counts[used] = 1
                used += 1
        starts[text + 1] = used
    return starts, columns[:used].copy(), counts[:used].copy()
