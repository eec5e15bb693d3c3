"""Hashes of every text at three levels, so that equal texts are told apart by how equal they are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import xxhash

from dataaudit.kernels.characters import PUNCTUATION, character_tables

HASH_NAME = "xxh3-128"
FIELD_HASH = "hash_field_"
"""Before the name of a further text among the signals."""


@dataclass(frozen=True, slots=True)
class ExactHashes:
    """Row stage ``exact``.

    Attributes:
        fields: Names of further texts in the batch (columns ``field:<name>``) that are hashed like the text.
        name: ``exact``.

    Signals, 128 bits in hex each: ``hash_raw`` (the text's UTF-8 bytes), ``hash_text`` (NFC, outer white space
    trimmed, inner collapsed to one space), ``hash_loose`` (that, case-folded and without punctuation; where nothing
    is left, the text itself), and ``hash_field_<name>`` at the text level for every further text. Null where the text
    is.
    """

    fields: tuple[str, ...] = ()
    name: str = "exact"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        names = ["hash_raw", "hash_text", "hash_loose", *(FIELD_HASH + field for field in self.fields)]
        return pa.schema([(name, pa.string()) for name in names])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text").to_pylist()
        normal = [None if text is None else text_form(text) for text in texts]
        columns = [
            [_digest(text) for text in texts],
            [_digest(text) for text in normal],
            [None if text is None else _digest(loose_form(text)) for text in normal],
        ]
        for field in self.fields:
            values = batch.column(f"field:{field}").to_pylist()
            columns.append([None if value is None else _digest(text_form(value)) for value in values])
        return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], schema=self.schema)


def text_form(text: str) -> str:
    r"""A text at the level that duplicates are dropped at.

    Examples:
        >>> text_form("  cafe\u0301  au\nlait ")
        'café au lait'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def loose_form(text: str) -> str:
    """A text without case and punctuation; itself where nothing else is left.

    Examples:
        >>> loose_form("Hello, World!"), loose_form("?!")
        ('hello world', '?!')
    """
    return " ".join(text.casefold().translate(_punctuation()).split()) or text


@cache
def _punctuation() -> dict[int, str]:
    classes, _ = character_tables()
    return dict.fromkeys(np.flatnonzero(classes & PUNCTUATION).tolist(), "")


def _digest(text: str | None) -> str | None:
    return None if text is None else xxhash.xxh3_128_hexdigest(text.encode())
