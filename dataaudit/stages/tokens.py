"""Length of every text in tokens, characters, words and lines, and its script."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.characters import SCRIPTS
from dataaudit.stages.scanned import scanned
from dataaudit.stages.signal_batch import missing_texts, signal_batch
from dataaudit.stages.tokenizers import load_tokenizer

_CHUNK = 1000
"""Texts that are tokenised at a time: what the tokenizer returns for a text is far larger than its length."""


@dataclass(frozen=True, slots=True)
class TokenLengths:
    """Row stage ``tokens``.

    Attributes:
        tokenizer: Name, as ``load_tokenizer`` takes it; None leaves ``tokens`` out.
        name: ``tokens``.

    Signals: ``tokens`` (the tokenizer's own count without special tokens and without truncation), ``chars`` (Unicode
    code points), ``visible_chars`` (those that are neither white space nor control or format characters), ``words``
    (runs between white space with a letter, mark or number; every character in scripts without spaces), ``lines``
    (as ``str.splitlines``), ``script`` (ISO 15924, of most letters; Zyyy where there is none).
    """

    tokenizer: str | None
    name: str = "tokens"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        names = ["tokens"] if self.tokenizer else []
        counts = [(name, pa.uint32()) for name in (*names, "chars", "visible_chars", "words", "lines")]
        return pa.schema([*counts, ("script", pa.string())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text")
        missing = missing_texts(batch)
        counts = scanned(texts)
        scripts = [None if gone else SCRIPTS[index] for index, gone in zip(counts["script"], missing, strict=True)]
        columns = {
            "chars": counts["chars"],
            "visible_chars": counts["visible"],
            "words": counts["words"],
            "lines": counts["lines"],
            "script": pa.array(scripts, pa.string()),
        }
        if self.tokenizer:
            columns["tokens"] = count_tokens(self.tokenizer, texts.fill_null("").to_pylist())
        return signal_batch(self.schema, columns, missing)


def count_tokens(tokenizer: str, texts: list[str]) -> NDArray[np.int64]:
    """Tokens of every text, without special tokens and without truncation.

    Args:
        tokenizer: Name, as ``load_tokenizer`` takes it.
        texts: Texts; an empty one has no tokens.

    Returns:
        int64, one a text.
    """
    backend = load_tokenizer(tokenizer).backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    counts = np.zeros(len(texts), dtype=np.int64)
    for first in range(0, len(texts), _CHUNK):
        encoded = backend.encode_batch_fast(texts[first : first + _CHUNK], add_special_tokens=False)
        counts[first : first + _CHUNK] = np.fromiter((len(one) for one in encoded), np.int64, len(encoded))
    return counts
