"""The nearest neighbours of vectors and their similar pairs, from blocks of similarities.

Reads float32 blocks of a matrix product, queries by members, with the vector numbers of rows and columns. Nearly every
value fails one comparison, with the worst neighbour kept or with the threshold, so nothing is sorted. A member that
reaches the same query in two blocks breaks ``update_nearest``, which would list it twice.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

DECIMALS = 5
"""Decimals of a cosine: one that is shown as 0.9 reaches a threshold of 0.9."""
_SCALE = 10.0**DECIMALS


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
def keep_preferred(
    similarity: NDArray[np.float32],
    queries: NDArray[np.int64],
    members: NDArray[np.int64],
    thresholds: NDArray[np.float32],
    turn: NDArray[np.int64],
    partners: NDArray[np.int64],
    cut: NDArray[np.bool_],
) -> None:
    """Merge a block of similarities into the similar vectors that every vector has among those preferred to it.

    A pair counts once, for the one of the two that is less preferred, whichever of them asked.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64.
        thresholds: By vector, float32; a pair must reach both.
        turn: By vector, its place in the order of preference, int64.
        partners: int64, shape (vectors, k): the most preferred partners of every vector, most preferred first, -1
            where there are fewer; updated.
        cut: By vector, whether it has more partners than fit, bool; updated.
    """
    # In a crowd nearly every pair comes too late, which these copies tell without a look anywhere else.
    turns, own = turn[members], thresholds[members]
    last, more = np.empty(len(members), np.int64), np.zeros(len(members), np.bool_)
    for column in range(len(members)):
        last[column] = _last_turn(partners[members[column]], turn)
    for row in range(len(queries)):
        query = queries[row]
        least, asked, latest = thresholds[query], turn[query], _last_turn(partners[query], turn)
        values = similarity[row]
        for column in range(len(members)):
            value = values[column]
            if value < least or value < own[column] or turns[column] == asked:
                continue
            if turns[column] < asked:
                if turns[column] > latest or _insert(partners[query], turn, members[column]):
                    cut[query] = True
                latest = _last_turn(partners[query], turn)
            elif asked > last[column]:
                more[column] = True
            else:
                more[column] |= _insert(partners[members[column]], turn, query)
                last[column] = _last_turn(partners[members[column]], turn)
    for column in range(len(members)):
        if more[column]:
            cut[members[column]] = True


@njit(nogil=True, cache=True)
def _last_turn(held: NDArray[np.int64], turn: NDArray[np.int64]) -> int:
    """The turn of the last partner of a full list; that of none, behind all, where there is room."""
    last = held[len(held) - 1]
    return turn[last] if last >= 0 else len(turn)


@njit(nogil=True, cache=True)
def _insert(held: NDArray[np.int64], turn: NDArray[np.int64], partner: int) -> bool:
    """Insert a partner by its turn; whether there are more than fit."""
    place = len(held) - 1
    # A copy of the last turn is old where the vector asked in the same block.
    if held[place] >= 0 and turn[held[place]] < turn[partner]:
        return True
    for before in range(len(held)):
        if held[before] == partner:  # found from both sides
            return False
        if held[before] < 0 or turn[held[before]] > turn[partner]:
            break
    pushed = held[place] >= 0
    while place > 0 and (held[place - 1] < 0 or turn[held[place - 1]] > turn[partner]):
        held[place] = held[place - 1]
        place -= 1
    held[place] = partner
    return pushed


@njit(nogil=True, cache=True)
def cosine(one: NDArray[np.float32], two: NDArray[np.float32]) -> float:
    """The cosine of two vectors, float32, added up in one order and rounded to ``DECIMALS``; 0 where one has no length.

    A matrix product may add in another order for another block size, and a pair at the threshold could come and go.
    """
    total, of_one, of_two = 0.0, 0.0, 0.0
    for place in range(len(one)):
        left, right = np.float64(one[place]), np.float64(two[place])
        total += left * right
        of_one += left * left
        of_two += right * right
    if of_one == 0 or of_two == 0:
        return 0.0
    # Rounded to float16, vectors are no longer exactly of length 1.
    value = np.rint(total / np.sqrt(of_one * of_two) * _SCALE) / _SCALE
    if value > 1:
        return 1.0
    return -1.0 if value < -1 else value  # what is not a number stays so


@njit(nogil=True, cache=True)
def decide_keepers(
    block: NDArray[np.int64],
    asking: NDArray[np.int64],
    similarity: NDArray[np.float32],
    held: NDArray[np.float32],
    thresholds: NDArray[np.float64],
    margin: float,
    partners: NDArray[np.int64],
    keeper: NDArray[np.bool_],
) -> None:
    """Decide which vectors of a block are kept, in order: those without a similar vector that is kept already.

    Args:
        block: Vector numbers, int64, in order of preference; all preferred ones are decided.
        asking: By member of the block, its row in ``similarity``, or -1 where its partners are all known, int64.
        similarity: float32, shape (asking, block).
        held: The vectors of the block, float32, shape (block, dimensions).
        thresholds: By vector, float64; a pair must reach both.
        margin: How far ``similarity`` may be off.
        partners: int64, shape (vectors, k): partners of every vector, -1 where there are fewer. Where a vector that
            asks has a similar one in the block that is kept, that one becomes its first.
        keeper: By vector, bool; written for the block.
    """
    for place in range(len(block)):
        vector = block[place]
        kept = True
        for partner in partners[vector]:
            if partner >= 0 and keeper[partner]:
                kept = False
        if kept and asking[place] >= 0:
            for before in range(place):
                other = block[before]
                least = max(thresholds[vector], thresholds[other])
                if not keeper[other] or similarity[asking[place], before] < least - margin:
                    continue
                if cosine(held[place], held[before]) >= least:
                    partners[vector, 0] = other
                    kept = False
                    break
        keeper[vector] = kept


@njit(nogil=True, cache=True)
def similar_pairs(
    similarity: NDArray[np.float32],
    queries: NDArray[np.int64],
    members: NDArray[np.int64],
    thresholds: NDArray[np.float32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of a block that reach the thresholds of both vectors.

    Args:
        similarity: float32, shape (queries, members).
        queries: Vector numbers, int64.
        members: Vector numbers, int64.
        thresholds: By vector, float32.

    Returns:
        The two vectors of every pair, int64.
    """
    count = 0
    for fill in range(2):
        if fill:
            left, right = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
            count = 0
        else:
            left, right = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        for row in range(queries.shape[0]):
            least = thresholds[queries[row]]
            for column in range(members.shape[0]):
                value = similarity[row, column]
                if value < least or members[column] == queries[row] or value < thresholds[members[column]]:
                    continue
                if fill:
                    left[count], right[count] = queries[row], members[column]
                count += 1
    return left, right


@njit(nogil=True, cache=True)
def cosines(vectors: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """The cosine of every pair of vectors.

    Args:
        vectors: float32, shape (vectors, dimensions).
        left: Vector numbers, int64.
        right: Vector numbers, int64, of the same length.

    Returns:
        float64, one per pair.
    """
    result = np.zeros(left.shape[0], dtype=np.float64)
    for pair in range(left.shape[0]):
        result[pair] = cosine(vectors[left[pair]], vectors[right[pair]])
    return result
