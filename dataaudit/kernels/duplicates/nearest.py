"""From blocks of similarities to the nearest vectors of each and to similar pairs."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def update_nearest(
    similarity: NDArray[np.float32],
    queries: NDArray[np.int64],
    members: NDArray[np.int64],
    nearest: NDArray[np.int64],
    nearest_similarity: NDArray[np.float32],
) -> None:
    """Take a block of similarities into the nearest vectors known of each query.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64, none of them known as near to a query from an earlier block.
        nearest: int64, shape (vectors, k): the nearest of every vector, the nearest first, -1 where fewer are known;
            written. A vector is not its own neighbour; of equally near ones the smaller number comes first.
        nearest_similarity: float32, likewise; -2 where fewer are known; written.
    """
    wanted = nearest.shape[1]
    for row in range(queries.shape[0]):
        query = queries[row]
        worst = nearest_similarity[query, wanted - 1]
        for column in range(members.shape[0]):
            value = similarity[row, column]
            if value < worst:
                continue
            member = members[column]
            if member == query or (value == worst and member >= nearest[query, wanted - 1] >= 0):
                continue
            place = wanted - 1
            while place > 0 and (
                nearest_similarity[query, place - 1] < value
                or (nearest_similarity[query, place - 1] == value and nearest[query, place - 1] > member)
            ):
                nearest_similarity[query, place] = nearest_similarity[query, place - 1]
                nearest[query, place] = nearest[query, place - 1]
                place -= 1
            nearest_similarity[query, place], nearest[query, place] = value, member
            worst = nearest_similarity[query, wanted - 1]


@njit(nogil=True, cache=True)
def similar_members(
    similarity: NDArray[np.float32],
    queries: NDArray[np.int64],
    members: NDArray[np.int64],
    thresholds: NDArray[np.float32],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Pairs of a block that may be similar enough.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64, in order of preference.
        thresholds: By vector, float32; a pair must reach the higher one of the two.
        most: Pairs of a query that are kept, those with the preferred members.

    Returns:
        The two vectors of every pair, and how many queries had more pairs than are kept.
    """
    left = np.empty(1024, dtype=np.int64)
    right = np.empty(1024, dtype=np.int64)
    used, cut = 0, 0
    for row in range(queries.shape[0]):
        query = queries[row]
        least, found = thresholds[query], 0
        for column in range(members.shape[0]):
            value = similarity[row, column]
            if value < least:
                continue
            member = members[column]
            if member == query or value < thresholds[member]:
                continue
            if found == most:
                cut += 1
                break
            if used == left.shape[0]:
                more_left, more_right = np.empty(2 * used, dtype=np.int64), np.empty(2 * used, dtype=np.int64)
                for index in range(used):
                    more_left[index], more_right[index] = left[index], right[index]
                left, right = more_left, more_right
            left[used], right[used] = query, member
            used += 1
            found += 1
    return left[:used].copy(), right[:used].copy(), cut


@njit(nogil=True, cache=True)
def dot_products(
    vectors: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The product of every pair of vectors, in the same order of additions wherever the pair stands.

    Args:
        vectors: float32, shape (vectors, dimensions).
        left: Vector numbers, int64.
        right: Vector numbers, int64, as many.

    Returns:
        float64, one a pair.
    """
    result = np.zeros(left.shape[0], dtype=np.float64)
    for pair in range(left.shape[0]):
        one, two = vectors[left[pair]], vectors[right[pair]]
        total = 0.0
        for place in range(vectors.shape[1]):
            total += np.float64(one[place]) * np.float64(two[place])
        result[pair] = total
    return result
