"""Features of texts for a linear model: hashed words and word pairs weighted by TF-IDF, and the text's vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.hashing.word_features import BITS, word_features
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

COLUMNS = 2 << BITS
"""Number of hashed columns before any is left out."""


@dataclass(frozen=True, slots=True)
class FeatureRows:
    """Features of some texts.

    Attributes:
        bounds: int64, length texts + 1: the entries of text ``i`` are at ``bounds[i]:bounds[i + 1]``.
        columns: Column of every entry, int32, ascending within a text.
        values: Value of every entry, float32; those of a text have length 1.
        vectors: float32, shape (texts, dimensions); no dimensions in a run without vectors.
        width: Number of columns.
    """

    bounds: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    vectors: NDArray[np.float32]
    width: int

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.bounds) - 1


@dataclass(frozen=True, slots=True)
class Features:
    """A mapping from texts to features, learned from a sample.

    Attributes:
        columns: By hashed column, its number among the kept columns, or -1 if it is left out, int32.
        weights: Inverse document frequency of every kept column, float32.
    """

    columns: NDArray[np.int32]
    weights: NDArray[np.float32]

    def __call__(self, texts: pa.LargeStringArray, vectors: NDArray[np.float32] | None) -> FeatureRows:
        """The features of texts.

        Args:
            texts: Texts; null counts as empty.
            vectors: float32, shape (texts, dimensions), or None.
        """
        bounds, columns, counts = hashed_words(texts)
        columns = self.columns[columns]
        kept = columns >= 0
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        bounds, columns = before[bounds], columns[kept]
        values = ((1 + np.log(counts[kept])) * self.weights[columns]).astype(np.float32)
        owner = np.repeat(np.arange(len(texts)), np.diff(bounds))
        lengths = np.sqrt(np.bincount(owner, values.astype(np.float64) ** 2, minlength=len(texts)))
        values /= lengths[owner].astype(np.float32)
        if vectors is None:
            vectors = np.zeros((len(texts), 0), np.float32)
        return FeatureRows(bounds, columns, values, vectors, len(self.weights))


def joined(pieces: Sequence[FeatureRows]) -> FeatureRows:
    """Pieces of rows one after the other; there must be one at least."""
    sizes = np.cumsum([0, *(len(one.columns) for one in pieces)])
    bounds = [one.bounds[:-1] + before for one, before in zip(pieces, sizes[:-1], strict=True)]
    return FeatureRows(
        np.concatenate([*bounds, sizes[-1:]]),
        np.concatenate([one.columns for one in pieces]),
        np.concatenate([one.values for one in pieces]),
        np.concatenate([one.vectors for one in pieces]),
        pieces[0].width,
    )


def hashed_words(texts: pa.LargeStringArray) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Words and word pairs (characters in scripts without spaces) of texts, as from ``word_features``."""
    return word_features(*text_shingles(texts, 1))


def learn_features(texts: pa.LargeStringArray, most: int = COLUMNS) -> Features:
    """Learn features from a sample: the columns that occur in at least two texts, weighted by rarity.

    Args:
        texts: Texts; null counts as empty.
        most: Most columns to keep; where there are more, the most frequent ones.
    """
    counts = np.bincount(hashed_words(texts)[1], minlength=COLUMNS)
    kept = np.flatnonzero(counts >= 2)
    if len(kept) > most:
        kept = np.sort(kept[np.argsort(-counts[kept], kind="stable")[:most]])
    numbers = np.full(len(counts), -1, np.int32)
    numbers[kept] = np.arange(len(kept))
    weights = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    return Features(numbers, weights.astype(np.float32))
