"""Exact Jaccard similarity of shingle sets.

Reads sorted, distinct uint64 hashes of all sets in one array, with int64 bounds. Sorted sets are merged in one pass
over adjacent memory, without a hash table, and a pair is given up as soon as it cannot reach the threshold. Unsorted or
repeated hashes break the merge: a shared hash that one side has passed is not found again.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def shared_members(sets: NDArray[np.uint64], one: int, one_stop: int, two: int, two_stop: int, needed: int) -> int:
    """How many members two sets share, or -1 as soon as they cannot share as many as needed.

    Args:
        sets: Sorted, distinct hashes of all sets, uint64.
        one: First place of one set.
        one_stop: Behind its last place.
        two: First place of the other set.
        two_stop: Behind its last place.
        needed: The number; 0 or less counts to the end.
    """
    shared = 0
    while one < one_stop and two < two_stop:
        if shared + min(one_stop - one, two_stop - two) < needed:
            return -1
        if sets[one] == sets[two]:
            shared += 1
            one += 1
            two += 1
        elif sets[one] < sets[two]:
            one += 1
        else:
            two += 1
    return shared if shared >= needed else -1


@njit(nogil=True, cache=True)
def jaccard_of_pairs(
    sets: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    threshold: float,
) -> NDArray[np.float64]:
    """The Jaccard similarity of every pair: shared shingles over all shingles of the two.

    Args:
        sets: Sorted, distinct hashes, uint64, from ``shingle_sets``.
        bounds: int64, length sets + 1.
        left: Set numbers, int64.
        right: Set numbers, int64, of the same length.
        threshold: Pairs below it are not computed to the end; 0 computes all.

    Returns:
        float64, one per pair: the similarity, or -1 where it is below the threshold. Two empty sets have similarity 0:
        an empty text never counts as a duplicate.
    """
    result = np.full(left.shape[0], -1.0)
    for pair in range(left.shape[0]):
        one, one_stop = bounds[left[pair]], bounds[left[pair] + 1]
        two, two_stop = bounds[right[pair]], bounds[right[pair] + 1]
        total = one_stop - one + two_stop - two
        # shared / (total - shared) >= threshold, solved for shared; one less because the product is rounded.
        needed = int(threshold * total / (1.0 + threshold)) - 1
        shared = shared_members(sets, one, one_stop, two, two_stop, needed)
        if shared >= 0:
            similarity = shared / (total - shared) if total else 0.0
            if similarity >= threshold:
                result[pair] = similarity
    return result
