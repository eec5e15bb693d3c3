"""The nearest neighbours of vectors and their similar pairs, from blocks of similarities.

Reads float32 blocks of a matrix product, queries by members, with the vector numbers of rows and columns. Nearly every
value fails one comparison, with the worst neighbour kept or with the threshold, so nothing is sorted. A member that
reaches the same query in two blocks breaks ``update_nearest``, which would list it twice.
"""

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
    """Merge a block of similarities into the nearest neighbours of its queries.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64, none of them compared with these queries before.
        nearest: int64, shape (vectors, k): the neighbours of every vector, nearest first, -1 where fewer are known;
            updated. A vector is not its own neighbour; of equally near ones the smaller number comes first.
        nearest_similarity: float32, shape (vectors, k): their similarities, -2 where fewer are known; updated.
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
            # Ties go to the smaller number, so that the order of blocks does not matter.
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
    """Pairs of a block that reach the thresholds of both vectors.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64, in order of preference.
        thresholds: By vector, float32.
        most: Pairs kept per query, those with the preferred members.

    Returns:
        The two vectors of every pair (int64), and the number of queries that had more pairs than were kept.
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
    """Dot products of pairs of vectors, added in the same order for every pair.

    Args:
        vectors: float32, shape (vectors, dimensions).
        left: Vector numbers, int64.
        right: Vector numbers, int64, of the same length.

    Returns:
        float64, one per pair.
    """
    # A matrix product may add in another order for another block size, and a pair at the threshold could come and go.
    result = np.zeros(left.shape[0], dtype=np.float64)
    for pair in range(left.shape[0]):
        one, two = vectors[left[pair]], vectors[right[pair]]
        total = 0.0
        for place in range(vectors.shape[1]):
            total += np.float64(one[place]) * np.float64(two[place])
        result[pair] = total
    return result
