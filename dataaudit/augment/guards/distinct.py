"""Guard: a new row is neither a copy of any row nor a near-duplicate of its source or of another new row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.bands import band_hashes, choose_bands
from dataaudit.kernels.hashing.minhash import permutations, signatures
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.leakage.similar import item_hashes

SHINGLE, PERMUTATIONS, SEED, MISS = 5, 128, 1, 0.001


def half(digest: str) -> int:
    """The first half of a hash of 128 bits in hex.

    Examples:
        >>> half("00000000000000ff0000000000000000")
        255
    """
    return int(digest[:16], 16)


def _is_in(sorted_halves: NDArray[np.uint64], digest: str | None) -> bool:
    number = np.uint64(half(digest or "0"))
    at = int(np.searchsorted(sorted_halves, number))
    return at < len(sorted_halves) and sorted_halves[at] == number


@dataclass
class Distinct:
    """What new rows are compared with; those that are accepted join it.

    Of accepted rows the signature and its bands are kept, about 5 kB each, and their similarity to a new one is
    estimated from it, with a standard error of at most 0.044; the similarity to the source is exact.

    Attributes:
        similarity: Jaccard similarity from which two texts are near-duplicates.
        rows: First halves of the hashes of all rows without case, punctuation and white space, sorted, uint64.
        exact: Likewise of their texts as they are.
        loose: Those of accepted rows.
        raw: Texts of accepted rows that differ from a row in case and marks only.
    """

    similarity: float
    rows: NDArray[np.uint64]
    exact: NDArray[np.uint64]
    loose: set[int] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)
    _bands: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _signatures: list[NDArray[np.uint32]] = field(default_factory=list, repr=False)

    def check(self, candidates: Sequence[Candidate], room: Mapping[str | None, int] | None = None) -> None:
        """Reject copies and near-duplicates, in order; what is accepted counts for those after it.

        Args:
            candidates: New rows; those that another guard has rejected do not count.
            room: New rows that are still missing by class; those beyond are marked as surplus.
        """
        self._measure(candidates)
        left = dict(room or {})
        for one, marks in zip(candidates, _marks(candidates, self.similarity), strict=True):
            if room is not None and left[one.label] <= 0:
                one.surplus = True
                continue
            if one.surface:
                if one.text in self.raw or _is_in(self.exact, marks.exact):
                    one.reject("copy_of_a_row")
            elif marks.loose is None or half(marks.loose) in self.loose or _is_in(self.rows, marks.loose):
                one.reject("copy_of_a_row")
            elif (one.similarity or 0.0) >= self.similarity or self._near(marks):
                one.reject("near_duplicate")
            if not one.reasons:
                self._take(one, marks)
                left[one.label] = left.get(one.label, 0) - 1

    def remember(self, candidates: Sequence[Candidate]) -> None:
        """Take in new rows that were accepted before."""
        for one, marks in zip(candidates, _marks(candidates, self.similarity), strict=True):
            self._take(one, marks)

    def _measure(self, candidates: Sequence[Candidate]) -> None:
        """The exact similarity of every new row to its source."""
        both = texts_array([one.source_text for one in candidates] + [one.text for one in candidates])
        sets, bounds = shingle_sets(*text_shingles(both, SHINGLE))
        left = np.arange(len(candidates), dtype=np.int64)
        found = jaccard_of_pairs(sets, bounds, left, left + len(candidates), 0.0)
        for one, value in zip(candidates, found.tolist(), strict=True):
            one.similarity = round(value, 5)

    def _near(self, marks: _Marks) -> bool:
        met = {other for number, key in enumerate(marks.bands) for other in self._bands.get((number, key), ())}
        if not met:
            return False
        same = np.stack([self._signatures[other] for other in met]) == marks.signature
        return bool((same.mean(axis=1) >= self.similarity).any())

    def _take(self, one: Candidate, marks: _Marks) -> None:
        if one.surface:
            self.raw.add(one.text)
            return
        if marks.loose is not None:
            self.loose.add(half(marks.loose))
        for number, key in enumerate(marks.bands):
            self._bands[number, key].append(len(self._signatures))
        self._signatures.append(marks.signature)


@dataclass(frozen=True, slots=True)
class _Marks:
    exact: str | None
    loose: str | None
    signature: NDArray[np.uint32]
    bands: list[int]


def _marks(candidates: Sequence[Candidate], similarity: float) -> list[_Marks]:
    """Hashes, signature and bands of every new row."""
    if not candidates:
        return []
    texts = texts_array([one.text for one in candidates])
    exact, loose = item_hashes(texts)
    signed = signatures(*text_shingles(texts, SHINGLE), permutations(PERMUTATIONS, SEED))
    banded = band_hashes(signed, *choose_bands(PERMUTATIONS, similarity, MISS))
    return [
        _Marks(*hashes, signed[place].copy(), banded[:, place].tolist())
        for place, hashes in enumerate(zip(exact.to_pylist(), loose.to_pylist(), strict=True))
    ]
