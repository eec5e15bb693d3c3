"""Which rows stay: a row is dropped only for a row that stays and that it verifiably duplicates.

Rows are taken in order of preference, evaluation splits before training data, rows with a label before rows without. A
row is kept unless a row already kept
has the same text, or forms a verified near-duplicate pair with it, and may stand for it: rows of another label do not,
an evaluation row is never dropped for a row outside its split, a row without a label may be dropped for one with a
label. So no row is lost to a chain, and the texts that are kept do not depend on the order of files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.cleaning.row_facts import NONE, RowFacts

EXACT, NEAR, EMBEDDED, SIMILAR = 1, 2, 3, 4
KINDS = {EXACT: "exact", NEAR: "minhash", EMBEDDED: "embedding", SIMILAR: "similar"}
"""What duplicates are called in configurations and tables, by what they are here."""


@dataclass(frozen=True, slots=True)
class GroupPairs:
    """Verified pairs between texts.

    Attributes:
        left: Group of one text, int64.
        right: Group of the other.
        similarity: Exact Jaccard similarity, or cosine of the vectors, float64.
        kind: ``NEAR``, ``EMBEDDED`` or ``SIMILAR``, int64.
        known: Whether the pair is also listed as near, bool; then it is not new.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]
    kind: NDArray[np.int64]
    known: NDArray[np.bool_]

    def only(self, kind: int) -> GroupPairs:
        """The pairs of one kind."""
        return self._select(self.kind == kind)

    def new(self) -> GroupPairs:
        """The pairs that are not known by another kind."""
        return self._select(~self.known)

    def _select(self, chosen: NDArray[np.bool_]) -> GroupPairs:
        ends = (self.left[chosen], self.right[chosen])
        return GroupPairs(*ends, self.similarity[chosen], self.kind[chosen], self.known[chosen])


@dataclass(frozen=True, slots=True)
class Decisions:
    """What becomes of every row, in row order; numbers are row places, -1 for none.

    Attributes:
        reason: 0 kept, else what it duplicates: ``EXACT``, ``NEAR`` or ``EMBEDDED``.
        keeper: The kept row that a dropped row duplicates; itself where kept.
        similarity: Similarity to the keeper; 1 where kept or exact.
        exact_copy: Whether a preferred row has the same text, whatever the two may stand for.
        near_copy: Whether a kept row before it nearly has its text, whatever the two may stand for.
        embedded_copy: Whether an earlier row says the same in other words, one that none before it does, and it is
            neither an exact nor a near copy.
        similar_copy: The same for earlier rows with as close a vector that say something else; none of the above then.
        clusters: By kind of pair by vectors, the row that every text's cluster is named by, int64, one per group, -1
            for none: a member has a pair with it, so that no chain connects two texts.
        by_near_alone: Whether the row is dropped as a near-duplicate and not as an exact copy.
    """

    reason: NDArray[np.int64]
    keeper: NDArray[np.int64]
    similarity: NDArray[np.float64]
    exact_copy: NDArray[np.bool_]
    near_copy: NDArray[np.bool_]
    embedded_copy: NDArray[np.bool_]
    similar_copy: NDArray[np.bool_]
    clusters: dict[int, NDArray[np.int64]]
    by_near_alone: NDArray[np.bool_]


def decide(
    facts: RowFacts, pairs: GroupPairs, *, across_labels: bool, kinds: Collection[str] = ("exact", "minhash")
) -> Decisions:
    """Decide about every row.

    Args:
        facts: The rows.
        pairs: Verified pairs between texts.
        across_labels: Whether rows of another label may stand for a row.
        kinds: Duplicates that are dropped: exact, minhash, embedding.
    """
    count = len(facts.row_ids)
    reason = np.zeros(count, np.int64)
    keeper = np.arange(count)
    similarity = np.ones(count)
    copies = {kind: np.zeros(count, np.bool_) for kind in (NEAR, EMBEDDED, SIMILAR)}
    clusters = {kind: np.full(count, -1, np.int64) for kind in (EMBEDDED, SIMILAR)}
    # Where a kind is not dropped, its copies are those of the rows that would be kept if it were.
    heads: dict[int, dict[int, list[int]]] = {kind: {} for kind in clusters}
    label = np.zeros(count, np.int64) if across_labels else facts.label
    alive = ~facts.gone
    neighbours = _neighbours(pairs.new() if KINDS[NEAR] in kinds else pairs)
    kept_of: dict[int, list[int]] = {}
    shared = _shared_groups(facts, neighbours)
    # Evaluation rows come first: they are never dropped for training rows, which may be dropped for them.
    order = np.lexsort((facts.rank, label == NONE, facts.domain == 0))
    turn = np.empty(count, np.int64)
    turn[order] = np.arange(count)
    for row in order[(alive & shared)[order]].tolist():
        group = int(facts.group[row])
        same = _best(row, ((EXACT, other, 1.0) for other in kept_of.get(group, ())), facts, label)
        if same is not None and "exact" in kinds:
            reason[row], keeper[row] = EXACT, same[1]
            continue
        others = [
            (kind, other, value) for kind, near, value in neighbours.get(group, ()) for other in kept_of.get(near, ())
        ]
        copies[NEAR][row] = any(kind == NEAR for kind, _, _ in others)
        for kind, of_kind in heads.items():
            near_heads = [
                (value, -facts.rank[other], other)
                for own, near, value in neighbours.get(group, ())
                if own == kind
                for other in of_kind.get(near, ())
            ]
            if near_heads:
                head = max(near_heads)[2]
                copies[kind][row] = True
                clusters[kind][[group, facts.group[head]]] = head
        best = _best(row, (one for one in others if KINDS[one[0]] in kinds), facts, label)
        if best is not None:
            reason[row], keeper[row], similarity[row] = best
            continue
        kept_of.setdefault(group, []).append(row)
        for kind, of_kind in heads.items():
            if not copies[kind][row]:
                of_kind.setdefault(group, []).append(row)
    dropped_near = reason == NEAR
    by_near_alone = dropped_near & _first_of_class(facts, label, turn, alive)
    exact_copy, near_copy = _later_of_group(facts, turn), copies[NEAR]
    embedded_copy = copies[EMBEDDED] & ~near_copy & ~exact_copy
    similar_copy = copies[SIMILAR] & ~embedded_copy & ~near_copy & ~exact_copy
    marks = (exact_copy, near_copy, embedded_copy, similar_copy)
    return Decisions(reason, keeper, similarity, *marks, clusters, by_near_alone)


def _best(
    row: int,
    others: Iterable[tuple[int, int, float]],
    facts: RowFacts,
    label: NDArray[np.int64],
) -> tuple[int, int, float] | None:
    """Of the kept rows that may stand for a row, by kind, the most similar, then the preferred one."""
    allowed = [
        (kind, other, value)
        for kind, other, value in others
        if (facts.domain[row] == 0 or facts.domain[row] == facts.domain[other]) and (label[row] in (NONE, label[other]))
    ]
    return min(allowed, key=lambda pair: (pair[0], -pair[2], facts.rank[pair[1]])) if allowed else None


def _neighbours(pairs: GroupPairs) -> dict[int, list[tuple[int, int, float]]]:
    neighbours: dict[int, list[tuple[int, int, float]]] = {}
    columns = (pairs.kind, pairs.left, pairs.right, pairs.similarity)
    for kind, one, two, value in zip(*(column.tolist() for column in columns), strict=True):
        neighbours.setdefault(one, []).append((kind, two, value))
        neighbours.setdefault(two, []).append((kind, one, value))
    return neighbours


def _later_of_group(facts: RowFacts, turn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a row that is looked at earlier has the same text."""
    first = np.full(len(turn), np.iinfo(np.int64).max)
    np.minimum.at(first, facts.group, turn)
    return facts.has_text & (turn > first[facts.group])


def _shared_groups(facts: RowFacts, neighbours: dict[int, list[tuple[int, int, float]]]) -> NDArray[np.bool_]:
    """Rows whose text another row has or nearly has; the others are kept without a look."""
    sizes = np.bincount(facts.group, minlength=len(facts.row_ids))
    paired = np.zeros(len(facts.row_ids), np.bool_)
    paired[np.fromiter(neighbours, np.int64, len(neighbours))] = True
    shared: NDArray[np.bool_] = (sizes[facts.group] > 1) | paired[facts.group]
    return shared


def _first_of_class(
    facts: RowFacts, label: NDArray[np.int64], turn: NDArray[np.int64], alive: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether exact deduplication alone would keep a row: none of its text, label and split is preferred to it."""
    places = np.flatnonzero(alive)
    keys = (turn[places], label[places], facts.domain[places], facts.group[places])
    order = places[np.lexsort(keys)]
    first = np.zeros(len(facts.row_ids), np.bool_)
    if len(order):
        same = (np.diff(facts.group[order]) == 0) & (np.diff(facts.domain[order]) == 0) & (np.diff(label[order]) == 0)
        first[order] = np.concatenate([np.ones(1, np.bool_), ~same])
    return first
