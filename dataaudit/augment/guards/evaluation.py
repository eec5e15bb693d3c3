"""Guard: no new row nearer to an evaluation item than is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.config.augment import Guards
from dataaudit.kernels.jaccard import jaccard_of_pairs
from dataaudit.kernels.shingles import shingle_sets
from dataaudit.stages.encoders import Encoder
from dataaudit.stages.leakage.containment import ContainmentSearch
from dataaudit.stages.leakage.index import Parts, index_items
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.stages.minhash import text_shingles

SHINGLE = 5


@dataclass(frozen=True)
class EvaluationGuard:
    """Compares new rows with evaluation items by hash, word sequences, shingles and vectors.

    Attributes:
        items: The items.
        settings: How near is too near.
        encoder: Gives vectors.
    """

    items: Items
    settings: Guards
    encoder: Encoder
    _held: dict[str, object] = field(default_factory=dict, repr=False)

    @cached_property
    def _hashes(self) -> set[str]:
        _, loose = item_hashes(texts_array(self.items.texts))
        return {one for one in loose.to_pylist() if one is not None}

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        texts = list(dict.fromkeys([*self.items.texts, *self.items.questions]))
        return self.encoder.encode(texts_array(texts))[0]

    @cached_property
    def _parts(self) -> Parts:
        return index_items(self.items)

    @cached_property
    def _sets(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        sets, bounds = shingle_sets(*text_shingles(texts_array(self.items.texts), SHINGLE))
        return sets, bounds

    @cached_property
    def _by_shingle(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Shingles in order, and the item that holds each."""
        sets, bounds = self._sets
        owner = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        order = np.argsort(sets, kind="stable")
        return sets[order], owner[order]

    def check(self, candidates: Sequence[Candidate]) -> None:
        """Reject those that are too near."""
        if not len(self.items) or not candidates:
            return
        texts = texts_array([one.text for one in candidates])
        _, loose = item_hashes(texts)
        vectors, _ = self.encoder.encode(texts)
        nearest = (vectors @ self._vectors.T).max(axis=1)
        there = np.abs(vectors).max(axis=1) > 0
        for one, digest, cosine, known in zip(
            candidates, loose.to_pylist(), nearest.tolist(), there.tolist(), strict=True
        ):
            if known:
                one.nearest_evaluation = round(min(cosine, 1.0), 5)
            if digest in self._hashes or (known and cosine >= self.settings.evaluation_cosine):
                one.reject("evaluation")
        for place in (*self._contained(candidates), *self._near(candidates)):
            candidates[place].reject("evaluation")

    def _contained(self, candidates: Sequence[Candidate]) -> list[int]:
        """Places of rows in which an item stands, or enough of one."""
        if not len(self._parts.item):
            return []
        search = ContainmentSearch(self._parts, 1, self.settings.evaluation_coverage)
        places = np.arange(len(candidates), dtype=np.uint64)
        for _ in search.look_through(iter([(places, texts_array([one.text for one in candidates]))])):
            pass
        return [int(one) for one in np.unique(search.contained().row)]

    def _near(self, candidates: Sequence[Candidate]) -> list[int]:
        """Places of rows that are near-duplicates of an item: every item that shares a shingle is compared."""
        own, bounds = shingle_sets(*text_shingles(texts_array([one.text for one in candidates]), SHINGLE))
        known, owner = self._by_shingle
        first, last = np.searchsorted(known, own, "left"), np.searchsorted(known, own, "right")
        counts = last - first
        row = np.repeat(np.repeat(np.arange(len(candidates)), np.diff(bounds)), counts)
        at = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(int(counts.sum()))
        pairs = np.unique(np.stack([row, owner[at.astype(np.int64)]]), axis=1) if len(at) else np.zeros((2, 0), int)
        sets, item_bounds = self._sets
        joined = np.concatenate([own, sets])
        joined_bounds = np.concatenate([bounds, item_bounds[1:] + bounds[-1]])
        found = jaccard_of_pairs(
            joined, joined_bounds, pairs[0].astype(np.int64), pairs[1].astype(np.int64) + len(candidates),
            self.settings.evaluation_similarity,
        )  # fmt: skip
        return [int(one) for one in np.unique(pairs[0][found >= self.settings.evaluation_similarity])]
