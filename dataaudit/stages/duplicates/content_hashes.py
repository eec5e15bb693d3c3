"""Hashes of every text at three levels of equality: raw bytes, normalised, and loose."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from dataaudit.kernels.buffers import string_array, text_buffers
from dataaudit.kernels.text.characters import PUNCTUATION, character_tables
from dataaudit.kernels.text.folding import FoldTables, loose_tables, text_tables, unsafe
from dataaudit.kernels.text.text_forms import fold_texts

CONTENT_HASH = "_content"
"""Signal: what tells rows of one text apart."""
HASH_NAME = "xxh3-128"
FIELD_HASH = "hash_field_"
"""Prefix of the signals that hash further texts."""


@dataclass(frozen=True, slots=True)
class ContentHashes:
    """Row stage ``exact``.

    Attributes:
        fields: Names of further texts in the batch (columns ``field:<name>``) to hash.
        content: Whether the batch has a column ``content``, which tells rows of one text apart.
        name: ``exact``.

    Signals, 128 bits in hex each: ``hash_raw`` (the text's UTF-8 bytes), ``hash_text`` (NFC, outer white space
    trimmed, inner white space collapsed to one space), ``hash_loose`` (the same, case-folded and without punctuation;
    if nothing is left, the text itself), ``hash_row`` (of ``hash_text`` and the row's content; without content
    ``hash_text`` itself), and ``hash_field_<name>`` for every further text, like ``hash_text``. Null where the text is
    null. For other stages ``_content``, 64 bits of the content.
    """

    fields: tuple[str, ...] = ()
    content: bool = False
    name: str = "exact"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        names = ["hash_raw", "hash_text", "hash_loose", "hash_row", *(FIELD_HASH + field for field in self.fields)]
        content = [(CONTENT_HASH, pa.uint64())] if self.content else []
        return pa.schema([*((name, pa.string()) for name in names), *content])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text")
        normal = text_forms(texts)
        hashed = _digests(normal)
        columns = [_digests(texts), hashed, _digests(_loose_forms(normal))]
        told = batch.column("content").to_pylist() if self.content else []
        columns.append(_with_content(hashed, told) if self.content else hashed)
        columns += [_digests(text_forms(batch.column(f"field:{field}"))) for field in self.fields]
        if self.content:
            columns.append(pa.array([xxhash.xxh3_64_intdigest(_bytes(one)) for one in told], pa.uint64()))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


def _with_content(hashed: pa.StringArray, told: list[str | None]) -> pa.StringArray:
    """The hashes of texts together with what else their rows hold; null for null."""
    pairs = zip(hashed.to_pylist(), told, strict=True)
    both = [None if one is None else xxhash.xxh3_128_hexdigest(one.encode() + _bytes(other)) for one, other in pairs]
    return pa.array(both, pa.string())


def _bytes(text: str | None) -> bytes:
    return (text or "").encode("utf-8", "surrogatepass")


def text_forms(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """``text_form`` of every text; null for null."""
    return _folded(texts, text_tables(), text_form)


def _loose_forms(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """``loose_form`` of every text, from its text form."""
    loose = _folded(texts, loose_tables(), loose_form)
    return pc.if_else(pc.equal(pc.binary_length(loose), 0), texts, loose)


def _folded(texts: pa.LargeStringArray, tables: FoldTables, form: Callable[[str], str]) -> pa.LargeStringArray:
    """Texts folded by tables, or by Python where the tables cannot."""
    buffers = text_buffers(texts)
    folded = string_array(*fold_texts(*buffers, character_tables()[0], tables))
    left = pa.array(unsafe(*buffers, tables))
    if left.true_count:
        folded = pc.replace_with_mask(folded, left, pa.array(map(form, texts.filter(left).to_pylist()), texts.type))
    return pc.if_else(texts.is_valid(), folded, pa.scalar(None, texts.type)) if texts.null_count else folded


def text_form(text: str) -> str:
    r"""The form of a text in which exact duplicates are equal: NFC, white space trimmed and collapsed.

    Examples:
        >>> text_form("  cafe\u0301  au\nlait ")
        'café au lait'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def loose_form(text: str) -> str:
    """A text case-folded and without punctuation; the text itself if nothing else is left.

    Examples:
        >>> loose_form("Hello, World!"), loose_form("?!")
        ('hello world', '?!')
    """
    return " ".join(text.casefold().translate(_punctuation()).split()) or text


@cache
def _punctuation() -> dict[int, None]:
    classes, _ = character_tables()
    return dict.fromkeys(np.flatnonzero(classes & PUNCTUATION).tolist())  # None, not "": several times as fast


def _digests(texts: pa.LargeStringArray) -> pa.StringArray:
    """128-bit hashes in hex of the bytes of texts; null for null."""
    # Slices of one memory view: no text becomes a Python string.
    data, offsets = text_buffers(texts)
    view, bounds = data.data, offsets.tolist()
    hashed = [xxhash.xxh3_128_hexdigest(view[one:two]) for one, two in itertools.pairwise(bounds)]
    missing = texts.is_null().to_numpy(zero_copy_only=False) if texts.null_count else None
    return pa.array(hashed, pa.string(), mask=missing)
