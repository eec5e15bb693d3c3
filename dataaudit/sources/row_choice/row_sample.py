"""A seeded sample of the rows of a corpus, audited in place of all of them for a first look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.sources.columnar import Columnar
from dataaudit.sources.source_file import SourceFile

LINES = ("jsonl", "csv", "text")
"""Formats whose rows are lines, so that the first ones say about how many there are."""
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MASK = (1 << 64) - 1
_WHOLE = 2.0**64


@dataclass(frozen=True, slots=True)
class RowSample:
    """A share of the rows of every file; whether a row belongs to it depends on its file's name and its number alone.

    Attributes:
        share: Of the rows, above 0 and at most 1.
        seed: Other seeds choose other rows.
    """

    share: float
    seed: int = 1

    @classmethod
    def of(cls, wanted: float, files: Sequence[SourceFile]) -> RowSample:
        """About so many rows, or of a number below 1 that share of them.

        Raises:
            ConfigurationError: The number of rows of a file is not known before it is read, so that only a share can be
                asked for.
        """
        if wanted < 1:
            return cls(wanted)
        total = 0
        for file in files:
            rows = file.expected_rows() if isinstance(file.reader, Columnar) or file.format in LINES else None
            if rows is None:
                message = (
                    f"input.sample {wanted:g}: how many rows {file.file} has is known only after it has been read; "
                    "ask for a share, as 0.01"
                )
                raise ConfigurationError(message)
            total += rows
        return cls(min(wanted / total, 1.0) if total else 1.0)

    def has(self, file: SourceFile, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which rows of a file belong to it.

        Args:
            file: A file of the corpus.
            numbers: Row numbers, int64.
        """
        salt = xxhash.xxh3_64_intdigest(file.file.encode("utf-8", "surrogateescape"), self.seed)
        own: NDArray[np.bool_] = _mixed(numbers, salt) < self.share * _WHOLE
        return own

    def expected(self, file: SourceFile, rows: int) -> int:
        """About how many of the rows of a file belong to it."""
        return round(rows * self.share)


def _mixed(numbers: NDArray[np.int64], salt: int) -> NDArray[np.float64]:
    """Evenly spread numbers below 2**64, float64. Source: splitmix64, Steele, Lea and Flood 2014."""
    with np.errstate(over="ignore"):
        value = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(_STEP) + np.uint64(salt & _MASK)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(_FIRST)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(_SECOND)
        return (value ^ (value >> np.uint64(31))).astype(np.float64)
