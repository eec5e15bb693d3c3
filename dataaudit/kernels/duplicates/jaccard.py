"""Exact Jaccard similarity of shingle sets."""

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
    """The similarity of every pair: shared shingles over all shingles of the two.

    A pair whose sizes or whose first mismatches rule the threshold out is left early.

    Args:
        sets: Sorted hashes without repetition, uint64, from ``shingle_sets``.
        bounds: int64, one more than there are sets.
        left: Set numbers, int64.
        right: Set numbers, int64, as many.
        threshold: Similarities below it need not be exact; 0 makes every value exact.

    Returns:
        float64, one a pair: the similarity, or -1 where it is below the threshold. Two empty sets have 0: an empty
        text is nobody's duplicate.
    """
    result = np.full(left.shape[0], -1.0)
    for pair in range(left.shape[0]):
        one, one_stop = bounds[left[pair]], bounds[left[pair] + 1]
        two, two_stop = bounds[right[pair]], bounds[right[pair] + 1]
        total = one_stop - one + two_stop - two
        # Shared shingles needed: s / (total - s) >= threshold. One less, for the rounding of the product.
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
