"""From shingle sets to all similar pairs: the order of turns, the index of first members, the join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.prefix_join import (
    JoinState,
    PrefixIndex,
    count_members,
    first_members,
    frequency_levels,
    join_sets,
)
from dataaudit.stages.duplicates.shingle_store import ShingleSets

MOST_ENTRIES = 8 << 20
"""Entries of the index that are held at a time (about 40 bytes each); beyond that, members are divided into parts."""
_MOST_SLOTS = 1 << 26
_MOST_PARTS = 256
_BLOCK = 1 << 15
"""Sets between two reports of progress."""


@dataclass(frozen=True, slots=True)
class SimilarPairs:
    """The result of a join; sets by their number.

    Attributes:
        left: One set of every pair, int64.
        right: The other; one beyond the indexed sets is always here.
        similarity: Exact, float64.
        compared: How many pairs were compared.
        crowded: By set, whether it was not compared with all that it may resemble, because a kept set stands for it and
            for many others.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]
    compared: int
    crowded: NDArray[np.bool_]


def similar_pairs(
    held: ShingleSets,
    preference: NDArray[np.int64],
    apart: NDArray[np.bool_],
    *,
    threshold: float,
    limit: int,
    progress: Callable[[float], None],
) -> SimilarPairs:
    """All pairs of sets at or above a similarity.

    Args:
        held: The sets; those behind the first ``len(preference)`` look for a partner among these.
        preference: Order of sets of equal size: one that comes first is kept before the others.
        apart: Which of the first sets only those behind them may be paired with.
        threshold: The similarity.
        limit: Partners of a kept set beyond which these are not compared with each other.
        progress: Told the share that is done.
    """
    indexed = len(preference)
    sizes = np.diff(held.bounds)
    by_turn = np.concatenate([np.lexsort((preference, -sizes[:indexed])), np.arange(indexed, len(sizes))])
    turns = _Turns(held.sets, held.bounds[by_turn], sizes[by_turn], indexed, threshold)
    state = JoinState(
        np.ones(indexed, np.bool_), np.zeros(len(sizes), np.bool_), apart[by_turn[:indexed]],
        np.zeros(indexed, np.int32), np.full(indexed, -1, np.int32),
    )  # fmt: skip
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    part, parts, compared = 0, 1, 0
    while part < parts:
        index = turns.index(part, parts)
        if index is None:
            part, parts = 0, 2 * parts
            continue
        kept_places = np.empty(len(index.sets), np.int32)
        kept_counts = np.zeros(len(index.starts) - 1, np.int32)
        for first in range(0, len(sizes), _BLOCK):
            last = min(first + _BLOCK, len(sizes))
            left, right, similarity, some = join_sets(
                first, last, turns.sets, turns.starts, turns.sizes, index, kept_places, kept_counts, state, threshold,
                limit, parts == 1,
            )  # fmt: skip
            found.append((by_turn[left], by_turn[right], similarity))
            compared += some
            progress((part + last / len(sizes)) / parts)
        part += 1
    crowded = np.zeros(len(sizes), np.bool_)
    crowded[by_turn] = state.crowded
    return SimilarPairs(
        np.concatenate([np.zeros(0, np.int64), *(one[0] for one in found)]),
        np.concatenate([np.zeros(0, np.int64), *(one[1] for one in found)]),
        np.concatenate([np.zeros(0), *(one[2] for one in found)]),
        compared,
        crowded,
    )


@dataclass(slots=True)
class _Turns:
    """Sets by turn, and how often each member occurs in them."""

    sets: NDArray[np.uint64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    indexed: int
    threshold: float
    counts: NDArray[np.uint16] = field(init=False)

    def __post_init__(self) -> None:
        # Twice as many slots as members, so that few share one.
        slots = min(1 << max(16, (2 * len(self.sets)).bit_length()), _MOST_SLOTS)
        self.counts = np.zeros(slots, np.uint16)
        count_members(self.sets, self.counts)

    def index(self, part: int, parts: int) -> PrefixIndex | None:
        """The index of one part of the members, or None where they are too many to be held."""
        levels, total = frequency_levels(), 0
        members, owners, depths = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for first in range(0, len(self.sizes), _BLOCK):
            some = slice(first, first + _BLOCK)
            found = first_members(
                self.sets, self.starts[some], self.sizes[some], self.counts, levels, self.threshold, part, parts
            )
            members.append(found[0])
            owners.append(found[1] + np.int32(first))
            depths.append(found[2])
            total += len(found[0])
            # Parts differ in size; and no division makes the entries of one member fewer.
            if total > MOST_ENTRIES * (2 if parts > 1 else 1) and parts < _MOST_PARTS:
                return None
        return _index(
            np.concatenate(members), np.concatenate(owners), np.concatenate(depths), self.indexed, len(self.sizes)
        )


def _index(
    members: NDArray[np.uint64], owners: NDArray[np.int32], depths: NDArray[np.int32], indexed: int, sets: int
) -> PrefixIndex:
    """The index of entries, which are in the order of turns."""
    bounds = np.searchsorted(owners, np.arange(sets + 1)).astype(np.int64)
    listed = int(bounds[indexed])
    order = np.argsort(members[:listed], kind="stable")
    ordered = members[order]
    begins = np.ones(listed, np.bool_)
    begins[1:] = ordered[1:] != ordered[:-1]
    # Behind the last member stands one without postings, for what no indexed set has.
    starts = np.append(np.flatnonzero(begins), [listed, listed]).astype(np.int64)
    names = ordered[begins]
    number = np.empty(len(members), np.int32)
    places = np.empty(len(members), np.int32)
    number[order] = np.cumsum(begins) - 1
    places[order] = np.arange(listed)
    wanted = members[listed:]
    found = np.searchsorted(names, wanted)
    known = found < len(names)
    known[known] = names[found[known]] == wanted[known]
    found[~known] = len(names)
    number[listed:] = found
    places[listed:] = starts[found + 1]
    return PrefixIndex(starts, owners[order], depths[order], bounds, number, places, depths)
