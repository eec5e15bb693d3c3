"""All pairs of sets whose Jaccard similarity reaches a threshold, found by their rarest members.

If the members of all sets are put in one order, two sets that share enough of them share one among the first few of
each. Rare members come first here, so texts of one form meet only where they share what is rare in the corpus, however
much of the form they have in common. The order must be the same for every set; how rare a member is may be estimated.

Sets are slices of one array of sorted, distinct uint64 hashes, which may be mapped from a file: most sets are read
once, in the order of their turns. Turns go from the largest set to the smallest, so the larger of two sets is indexed
when the smaller one looks for it, with a shorter prefix. A set that matches one that was kept is paired with that one
first; where more than ``limit`` sets have matched the kept one, it is not compared with those too, so the number of
pairs stays linear where everything resembles everything. Another order of turns breaks the shorter prefix and the
search by size.

Sources: Chaudhuri, Ganti, Kaushik 2006 (prefix filter); Bayardo, Ma, Srikant 2007 (order by frequency); Xiao, Wang,
Lin, Yu 2008 (positional filter).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.jaccard import shared_members

FURTHER = 1000
"""Sets that one with a kept partner is compared with beyond that one."""
_SLACK = 1e-6
"""Keeps rounded products on the safe side: a prefix may be longer than it need be, never shorter."""


class PrefixIndex(NamedTuple):
    """Where the first members of every set occur.

    ``starts`` (int64): bounds of the postings of each member. ``sets`` and ``ranks`` (int32): by posting, the set's
    turn and the member's place in that set's order; postings of a member are in the order of turns. ``bounds`` (int64):
    the entries of set ``i``. ``members``, ``places`` and ``depths`` (int32): by entry, the member's number, its posting
    of this set (its last one plus 1 for a set that is not indexed), and its place in the set's order.
    """

    starts: NDArray[np.int64]
    sets: NDArray[np.int32]
    ranks: NDArray[np.int32]
    bounds: NDArray[np.int64]
    members: NDArray[np.int32]
    places: NDArray[np.int32]
    depths: NDArray[np.int32]


class JoinState(NamedTuple):
    """What is known of every set so far; one array entry a set, and for ``followers`` those that matched it.

    ``kept`` (bool): it matched no kept set. ``crowded`` (bool): so many match its kept partner that it was paired with
    that one alone. ``apart`` (bool): it is looked for by sets beyond the indexed ones only. ``seen`` (int32): the last
    set that looked at it.
    """

    kept: NDArray[np.bool_]
    crowded: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    followers: NDArray[np.int32]
    seen: NDArray[np.int32]


def frequency_levels() -> NDArray[np.uint8]:
    """The level of every count up to 65,535: each count up to 16 has its own, then there are four to a doubling."""
    counts = np.arange(65536)
    return np.where(counts <= 16, counts, 16 + np.floor(4 * np.log2(np.maximum(counts, 16) / 16))).astype(np.uint8)


@njit(nogil=True, cache=True)
def count_members(members: NDArray[np.uint64], counts: NDArray[np.uint16]) -> None:
    """Count members in a table with a slot for their highest bits; members that share a slot count together.

    Args:
        members: uint64.
        counts: uint16, a power of two long; counts stop at 65,535.
    """
    shift = _shift(counts)
    for place in range(members.shape[0]):
        slot = np.int64(members[place] >> shift)
        if counts[slot] < 65535:
            counts[slot] += 1


@njit(nogil=True, cache=True)
def _shift(counts: NDArray[np.uint16]) -> np.uint64:
    bits = 0
    while (1 << bits) < counts.shape[0]:
        bits += 1
    return np.uint64(64 - bits)


@njit(nogil=True, cache=True)
def first_members(
    sets: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    counts: NDArray[np.uint16],
    levels: NDArray[np.uint8],
    threshold: float,
    part: int,
    parts: int,
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int32]]:
    """The rarest members of every set, as many as decide whether it can match another.

    Args:
        sets: Sorted, distinct hashes, uint64.
        starts: First place of every set, int64.
        sizes: Members of every set, int64.
        counts: From ``count_members``, over all sets that may match.
        levels: From ``frequency_levels``.
        threshold: Similarity that counts, in (0, 1].
        part: Only members of this part are given.
        parts: Number of parts that members are divided into.

    Returns:
        Members (uint64), the numbers of their sets (int32, ascending) and their places in the order of their sets
        (int32, ascending within a set). Members that no other set has are left out.
    """
    shift = _shift(counts)
    room, largest = 0, 0
    for number in range(starts.shape[0]):
        room += min(sizes[number], sizes[number] - np.int64(np.ceil(threshold * sizes[number] - _SLACK)) + 1)
        largest = max(largest, sizes[number])
    members = np.empty(room, np.uint64)
    owners, depths = np.empty(room, np.int32), np.empty(room, np.int32)
    order = np.empty(largest, np.int64)
    level_of = np.empty(largest, np.uint8)
    ends = np.zeros(257, np.int64)
    used = 0
    for number in range(starts.shape[0]):
        size, start = sizes[number], starts[number]
        ends[:] = 0
        for place in range(size):
            level = levels[counts[np.int64(sets[start + place] >> shift)]]
            level_of[place] = level
            ends[level + 1] += 1
        for level in range(256):
            ends[level + 1] += ends[level]
        for place in range(size):  # equal levels stay in the order of their hashes, which is the same in every set
            order[ends[level_of[place]]] = place
            ends[level_of[place]] += 1
        for depth in range(min(size, size - np.int64(np.ceil(threshold * size - _SLACK)) + 1)):
            if level_of[order[depth]] < 2:
                continue
            member = sets[start + order[depth]]
            if parts == 1 or np.int64(member % np.uint64(parts)) == part:
                members[used], owners[used], depths[used] = member, number, depth
                used += 1
    return members[:used].copy(), owners[:used].copy(), depths[:used].copy()


@njit(nogil=True, cache=True)
def join_sets(
    first: int,
    last: int,
    sets: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    index: PrefixIndex,
    kept_places: NDArray[np.int32],
    kept_counts: NDArray[np.int32],
    state: JoinState,
    threshold: float,
    limit: int,
    whole: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], int]:
    """The similar pairs in which some sets, by turn, are the later ones.

    Args:
        first: First turn; all turns before it must have been joined.
        last: Turn behind the last one. Turns beyond the indexed sets look for one partner of any size, and change no
            state of the others.
        sets: Sorted, distinct hashes, uint64.
        starts: First place of every set by turn, int64.
        sizes: Members of every set by turn, int64; falling over the indexed sets.
        index: The index.
        kept_places: int32, as long as the postings: the postings of kept sets, from the start of each member's.
        kept_counts: int32, how many there are of each member.
        state: What is known of every set.
        threshold: Similarity that counts, in (0, 1].
        limit: Matches of a kept set beyond which those that match it are not compared with each other.
        whole: Whether the index holds all parts of the members, so that the place of a first shared member tells
            how many can follow it.

    Returns:
        Earlier and later set of every pair (int64, turns), their exact similarity (float64), and how many pairs were
        compared.
    """
    indexed = state.kept.shape[0]
    left, right = np.empty(1024, np.int64), np.empty(1024, np.int64)
    similarities = np.empty(1024, np.float64)
    used, compared = 0, 0
    half = threshold / (1.0 + threshold)
    for turn in range(first, last):
        size = sizes[turn]
        beyond = turn >= indexed
        if not size or (not beyond and state.apart[turn]):
            continue
        # A set that looks for larger ones must share more, so it need show fewer of its members.
        reach = size - np.int64(np.ceil((threshold if beyond else 2.0 * half) * size - _SLACK)) + 1
        most = np.int64(np.floor(size / threshold + _SLACK))
        least = np.int64(np.ceil(threshold * size - _SLACK))
        hit, crowd, looked = (not beyond and not state.kept[turn]), state.crowded[turn], 0
        matched = False
        for among_kept in (True, False):
            for entry in range(index.bounds[turn], index.bounds[turn + 1]):
                if matched or index.depths[entry] >= reach:
                    break
                if not among_kept and hit and (crowd or looked >= FURTHER):
                    break
                member = index.members[entry]
                low = index.starts[member]
                high = low + kept_counts[member] if among_kept else np.int64(index.places[entry])
                begin, end = low, high
                while begin < end:  # the first set that is not too large
                    middle = (begin + end) >> 1
                    place = np.int64(kept_places[middle]) if among_kept else middle
                    if sizes[index.sets[place]] > most:
                        begin = middle + 1
                    else:
                        end = middle
                for posting in range(begin, high):
                    place = np.int64(kept_places[posting]) if among_kept else posting
                    other = np.int64(index.sets[place])
                    if sizes[other] < least:
                        break
                    if state.seen[other] == turn or (state.apart[other] and not beyond):
                        continue
                    state.seen[other] = turn
                    needed = int(np.ceil(half * (size + sizes[other]) - _SLACK))
                    behind = min(size - index.depths[entry], sizes[other] - index.ranks[place])
                    if whole and behind < needed:
                        continue
                    looked += 1
                    shared = shared_members(
                        sets, starts[turn], starts[turn] + size, starts[other], starts[other] + sizes[other], needed
                    )
                    similarity = shared / (size + sizes[other] - shared)
                    if shared < 0 or similarity < threshold:
                        continue
                    if used == left.shape[0]:
                        left, right = _doubled(left), _doubled(right)
                        similarities = _doubled(similarities)
                    left[used], right[used], similarities[used] = other, turn, similarity
                    used += 1
                    if among_kept:
                        hit = True
                        crowd = crowd or state.followers[other] >= limit
                        if not beyond:
                            state.followers[other] += 1
                    elif hit and (crowd or looked >= FURTHER):
                        break
                    matched = beyond
                    if matched:
                        break
            if among_kept and not beyond:
                state.kept[turn] = not hit
        compared += looked
        state.crowded[turn] = hit and (crowd or looked >= FURTHER)
        if not beyond and not hit:
            for entry in range(index.bounds[turn], index.bounds[turn + 1]):
                member = index.members[entry]
                kept_places[index.starts[member] + kept_counts[member]] = index.places[entry]
                kept_counts[member] += 1
    return left[:used].copy(), right[:used].copy(), similarities[:used].copy(), compared


@njit(nogil=True, cache=True)
def _doubled(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """The values with room for as many again."""
    grown = np.empty(2 * values.shape[0], values.dtype)
    for place in range(values.shape[0]):
        grown[place] = values[place]
    return grown
