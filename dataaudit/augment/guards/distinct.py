"""Guard: a new row is no copy of any row, and no near-duplicate of its source or of another new row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataaudit.augment.guards.candidate import Candidate, texts_array
from dataaudit.kernels.bands import band_hashes, choose_bands
from dataaudit.kernels.jaccard import jaccard_of_pairs
from dataaudit.kernels.minhash import permutations, signatures
from dataaudit.kernels.shingles import shingle_sets
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.stages.minhash import text_shingles

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

    Of accepted rows the signature is kept, 512 bytes each, and their similarity to a new one is estimated from it,
    with a standard error of at most 0.044; the similarity to the source is exact.

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

    def check(self, candidates: Sequence[Candidate], wanted: Collection[int] | None = None) -> None:
        """Reject copies and near-duplicates, in order; what is accepted counts for those after it.

        Args:
            candidates: New rows; those that another guard has rejected do not count.
            wanted: Places of those that were accepted before and are only to be remembered; None judges all.
        """
        if not candidates:
            return
        texts = texts_array([one.text for one in candidates])
        as_it_is, digests = item_hashes(texts)
        own = as_it_is.to_pylist()
        hashes, bounds = text_shingles(texts, SHINGLE)
        signed = signatures(hashes, bounds, permutations(PERMUTATIONS, SEED))
        banded = band_hashes(signed, *choose_bands(PERMUTATIONS, self.similarity, MISS))
        if wanted is None:
            self._measure(candidates)
        for place, digest in enumerate(digests.to_pylist()):
            one = candidates[place]
            if wanted is not None and place not in wanted:
                continue
            if one.surface:
                if wanted is None and (one.text in self.raw or _is_in(self.exact, own[place])):
                    one.reject("copy_of_a_row")
                if not one.reasons:
                    self.raw.add(one.text)
                continue
            if wanted is None:
                if digest is None or self._known(digest):
                    one.reject("copy_of_a_row")
                elif (one.similarity or 0.0) >= self.similarity or self._near(signed[place], banded[:, place]):
                    one.reject("near_duplicate")
            if not one.reasons:
                self._take(digest, signed[place], banded[:, place])

    def _measure(self, candidates: Sequence[Candidate]) -> None:
        """The exact similarity of every new row to its source."""
        both = texts_array([one.source_text for one in candidates] + [one.text for one in candidates])
        sets, bounds = shingle_sets(*text_shingles(both, SHINGLE))
        left = np.arange(len(candidates), dtype=np.int64)
        found = jaccard_of_pairs(sets, bounds, left, left + len(candidates), 0.0)
        for one, value in zip(candidates, found.tolist(), strict=True):
            one.similarity = round(value, 5)

    def _known(self, digest: str) -> bool:
        return half(digest) in self.loose or _is_in(self.rows, digest)

    def _near(self, signature: NDArray[np.uint32], bands: NDArray[np.uint64]) -> bool:
        met = {other for number, key in enumerate(bands.tolist()) for other in self._bands.get((number, key), ())}
        return any(float((self._signatures[other] == signature).mean()) >= self.similarity for other in met)

    def _take(self, digest: str | None, signature: NDArray[np.uint32], bands: NDArray[np.uint64]) -> None:
        if digest is not None:
            self.loose.add(half(digest))
        for number, key in enumerate(bands.tolist()):
            self._bands[number, key].append(len(self._signatures))
        self._signatures.append(signature.copy())
