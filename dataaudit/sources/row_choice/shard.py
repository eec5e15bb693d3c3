"""The part of a corpus that one of several jobs reads: whole files, and of files larger than a share some of the rows.

Shards depend on names and sizes of the files alone, so that jobs that know nothing of each other divide a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dataaudit.errors import ConfigurationError
from dataaudit.sources.source_file import SourceFile

LEAST_BLOCK, MOST_BLOCK = 256, 1 << 15
"""Rows that follow one another in a file and belong to one shard: at most as many as a part of a run has, so that a
part needs few shards, and of small files less."""
_BLOCKS = 8
"""Blocks that a shard has at least of a file that is divided."""
_MOST = 100_000
_FORM = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several.

    Attributes:
        number: From 1.
        count: How many there are.
        divided: Files of which it has some rows only: rows of a block, by ordinal.
    """

    number: int
    count: int
    divided: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``3/64``.

        Raises:
            ConfigurationError: It has another form, or there is no such shard.

        Examples:
            >>> Shard.parse("3/64")
            Shard(number=3, count=64, divided={})
        """
        match = _FORM.fullmatch(text.strip())
        number, count = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= count <= _MOST:
            message = f"shard '{text}': expected K/N with K from 1 to N, as 3/64"
            raise ConfigurationError(message)
        return cls(number, count)

    def of(self, files: Sequence[SourceFile]) -> tuple[Shard, tuple[SourceFile, ...]]:
        """The files that it reads, and itself with those of them of which it has some rows only.

        A file of more bytes than a share is divided; others go, the largest first, to the shard that has fewest bytes.
        """
        sizes = {file.ordinal: max(file.size or 0, 1) for file in files}
        share = sum(sizes.values()) / self.count
        divided = {file.ordinal: self._block(file) for file in files if sizes[file.ordinal] > share}
        held = np.zeros(self.count)
        own = set(divided)
        for ordinal in sorted(sizes.keys() - divided.keys(), key=lambda one: (-sizes[one], one)):
            place = int(held.argmin())
            held[place] += sizes[ordinal]
            if place == self.number - 1:
                own.add(ordinal)
        return replace(self, divided=divided), tuple(file for file in files if file.ordinal in own)

    def has(self, file: SourceFile, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which rows of a file that it reads are its own.

        Args:
            file: One of its files.
            numbers: Row numbers, int64.
        """
        if file.ordinal not in self.divided:
            return np.ones(len(numbers), np.bool_)
        own: NDArray[np.bool_] = (numbers // self.divided[file.ordinal]) % self.count == self.number - 1
        return own

    def expected(self, file: SourceFile, rows: int) -> int:
        """About how many of the rows of a file are its own."""
        return rows // self.count if file.ordinal in self.divided else rows

    def _block(self, file: SourceFile) -> int:
        """Rows of a block: a power of two, from what the file's metadata or first lines say of its rows."""
        block = (file.expected_rows() or 0) // (self.count * _BLOCKS)
        return min(max(1 << max(block.bit_length() - 1, 0), LEAST_BLOCK), MOST_BLOCK)
