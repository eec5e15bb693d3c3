"""Bands of a MinHash signature: which pairs become candidates, and with what probability.

Reads signatures as a uint32 matrix, texts by permutations, and writes band hashes the other way round, bands by texts.
A band is then one contiguous column, which the search reads and sorts alone, and a candidate is an equality of two
64-bit numbers. Groups of hundreds of thousands of texts break ``bucket_pairs``, whose result grows with the square of
their size; it is for small ones.

Source: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4: with ``b`` bands of ``r`` rows, a pair
of Jaccard similarity ``s`` meets in a bucket with probability ``1 - (1 - s^r)^b``.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


def meeting_probability(similarity: float, bands: int, rows: int) -> float:
    """The probability that a pair of this similarity becomes a candidate.

    Examples:
        >>> round(meeting_probability(0.8, bands=9, rows=13), 3)
        0.399
    """
    return float(1.0 - (1.0 - similarity**rows) ** bands)


def choose_bands(permutations: int, threshold: float, miss: float) -> tuple[int, int]:
    """Choose bands, and rows per band, that miss at most a share ``miss`` of the pairs at the threshold.

    Of all choices that reach the target the one with most rows per band is taken: it makes the fewest false candidates.
    Every candidate is verified, so only recall is at stake.

    Args:
        permutations: Length of a signature.
        threshold: Jaccard similarity from which a pair counts, in (0, 1].
        miss: Share of the pairs at the threshold that may be missed, in (0, 1).

    Returns:
        ``(bands, rows)``; one row per band where no choice reaches the target.

    Examples:
        >>> choose_bands(128, threshold=0.8, miss=0.001)
        (25, 5)
    """
    for rows in range(permutations, 1, -1):
        bands = permutations // rows
        if 1.0 - meeting_probability(threshold, bands, rows) <= miss:
            return bands, rows
    return permutations, 1


@njit(nogil=True, cache=True)
def band_hashes(signatures: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint64]:
    """One 64-bit hash for every band of every signature.

    Args:
        signatures: uint32, shape (texts, P).
        bands: Number of bands.
        rows: Signature values in a band; ``bands * rows <= P``.

    Returns:
        uint64, shape (bands, texts). Equal bands have equal hashes.
    """
    # A cheap mix is enough: a collision makes a false candidate, and every candidate is verified.
    texts = signatures.shape[0]
    result = np.zeros((bands, texts), dtype=np.uint64)
    for text in range(texts):
        for band in range(bands):
            value = np.uint64(0x9E3779B97F4A7C15)
            for row in range(band * rows, (band + 1) * rows):
                value ^= np.uint64(signatures[text, row])
                value *= np.uint64(0xFF51AFD7ED558CCD)
                value ^= value >> np.uint64(32)
            result[band, text] = value
    return result


@njit(nogil=True, cache=True)
def bucket_pairs(members: NDArray[np.int64], bounds: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs inside every bucket.

    Args:
        members: Texts of all buckets end to end, ascending within each, int64.
        bounds: int64, length buckets + 1: bucket ``i`` is ``members[bounds[i]:bounds[i + 1]]``.

    Returns:
        The smaller and the larger text of every pair, int64 each.
    """
    # The number of pairs is known beforehand, so nothing has to grow.
    total = 0
    for bucket in range(bounds.shape[0] - 1):
        size = bounds[bucket + 1] - bounds[bucket]
        total += size * (size - 1) // 2
    left = np.empty(total, dtype=np.int64)
    right = np.empty(total, dtype=np.int64)
    used = 0
    for bucket in range(bounds.shape[0] - 1):
        for one in range(bounds[bucket], bounds[bucket + 1]):
            for two in range(one + 1, bounds[bucket + 1]):
                left[used], right[used] = members[one], members[two]
                used += 1
    return left, right
