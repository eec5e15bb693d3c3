"""Features of texts for a linear model: hashed words and word pairs weighted by TF-IDF, and the text's vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.duplicates.minhash_signatures import text_shingles

BITS = 18
"""Two to this power is the number of columns for words, and again for pairs of words."""
_SIZES = (1, 2)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Features:
    """A mapping from texts to features, learned from a sample.

    Attributes:
        columns: By hashed column, its number among the kept columns, or -1 if it is left out, int64.
        weights: Inverse document frequency of every kept column, float32.
    """

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]

    def __call__(self, texts: pa.LargeStringArray, vectors: NDArray[np.float32] | None) -> Any:
        """The features of texts: a sparse matrix (CSR, float32) of the word part, scaled to length 1, and the vectors.

        Args:
            texts: Texts; null counts as empty.
            vectors: float32, shape (texts, dimensions), or None.
        """
        from scipy import sparse

        rows, columns = hashed_words(texts)
        columns = self.columns[columns]
        kept = columns >= 0
        shape = (len(texts), len(self.weights))
        ones = np.ones(int(kept.sum()), np.float32)
        matrix = sparse.csr_matrix((ones, (rows[kept], columns[kept])), shape=shape)
        matrix.sum_duplicates()
        matrix.data = ((1 + np.log(matrix.data)) * self.weights[matrix.indices]).astype(np.float32)
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(matrix.indptr)).astype(np.float32)
        if vectors is None:
            return matrix
        return sparse.hstack([matrix, sparse.csr_matrix(vectors.astype(np.float32))]).tocsr()


def hashed_words(texts: pa.LargeStringArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Text number and hashed column of every word and word pair (characters in scripts without spaces)."""
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    for number, size in enumerate(_SIZES):
        hashes, bounds = text_shingles(texts, size)
        rows.append(np.repeat(np.arange(len(texts)), np.diff(bounds)))
        # Multiplied before the highest bits are taken, so that they depend on all bits of the hash.
        columns.append(((hashes * _FACTOR) >> np.uint64(64 - BITS)).astype(np.int64) + (number << BITS))
    return np.concatenate(rows), np.concatenate(columns)


def learn_features(texts: pa.LargeStringArray) -> Features:
    """Learn features from a sample: the columns that occur in at least two texts, weighted by rarity.

    Args:
        texts: Texts; null counts as empty.
    """
    rows, columns = hashed_words(texts)
    pairs = np.unique(rows.astype(np.uint64) << np.uint64(BITS + 2) | columns.astype(np.uint64))
    counts = np.bincount((pairs & np.uint64((1 << (BITS + 2)) - 1)).astype(np.int64), minlength=len(_SIZES) << BITS)
    kept = np.flatnonzero(counts >= 2)
    numbers = np.full(len(counts), -1, np.int64)
    numbers[kept] = np.arange(len(kept))
    weights = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    return Features(numbers, weights.astype(np.float32))
