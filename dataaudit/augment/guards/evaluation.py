"""Guard: no new row nearer to an evaluation item than is allowed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.config.augment import GuardsOptions
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.leakage.containment import ContainmentSearch
from dataaudit.stages.leakage.index import ItemParts, index_items
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.stages.vectors.encoders import Encoder

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
    settings: GuardsOptions
    encoder: Encoder

    @cached_property
    def _hashes(self) -> set[str]:
        _, loose = item_hashes(texts_array(self.items.texts))
        return {one for one in loose.to_pylist() if one is not None}

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        texts = list(dict.fromkeys([*self.items.texts, *self.items.questions]))
        return self.encoder.encode(texts_array(texts))[0]

    @cached_property
    def _parts(self) -> ItemParts:
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
        # Every sequence weighs the same, so that a row is judged alike whatever stands beside it in a chunk.
        search.documents.fill(1)
        search.texts = 1
        return [int(one) for one in np.unique(search.contained().row)]

    def _near(self, candidates: Sequence[Candidate]) -> list[int]:
        """Places of rows that are near-duplicates of an item.

        Two sets of a Jaccard similarity share one of the rarest shingles of each, of which so many are looked up that
        none can be missed (prefix filter: Chaudhuri et al. 2006).
        """
        own, bounds = shingle_sets(*text_shingles(texts_array([one.text for one in candidates]), SHINGLE))
        known, owner = self._by_shingle
        first, last = np.searchsorted(known, own, "left"), np.searchsorted(known, own, "right")
        counts = last - first
        sets, item_bounds = self._sets
        found: list[int] = []
        for place in range(len(candidates)):
            begin, end = int(bounds[place]), int(bounds[place + 1])
            size = end - begin
            rarest = begin + np.argsort(counts[begin:end], kind="stable")
            looked_up = rarest[: size - math.ceil(self.settings.evaluation_similarity * size) + 1]
            items = np.unique(
                np.concatenate([np.zeros(0, np.int64), *(owner[first[one] : last[one]] for one in looked_up)])
            )
            shingles = own[begin:end]
            for item in items.tolist():
                theirs = sets[item_bounds[item] : item_bounds[item + 1]]
                shared = len(np.intersect1d(shingles, theirs, assume_unique=True))
                if shared >= self.settings.evaluation_similarity * (size + len(theirs) - shared):
                    found.append(place)
                    break
        return found
