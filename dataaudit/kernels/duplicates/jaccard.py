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
        needed = np.int64(threshold * total / (1.0 + threshold)) - 1
        shared = 0
        while one < one_stop and two < two_stop:
            if shared + min(one_stop - one, two_stop - two) < needed:
                break
            if sets[one] == sets[two]:
                shared += 1
                one += 1
                two += 1
            elif sets[one] < sets[two]:
                one += 1
            else:
                two += 1
        similarity = shared / (total - shared) if total else 0.0
        if similarity >= threshold:
            result[pair] = similarity
    return result
