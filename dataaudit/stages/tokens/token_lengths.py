"""The length of every text in tokens, characters, words and lines, and its script."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import BrokenInvariantError
from dataaudit.kernels.text.characters import SCRIPTS
from dataaudit.stages.signal_batch import missing_texts, signal_batch
from dataaudit.stages.text_scan_cache import scanned
from dataaudit.stages.tokens.token_counter import sampled, token_counter

_SAMPLED = ("_sampled_tokens", "_unknown_tokens", "_byte_tokens")


@dataclass(frozen=True, slots=True)
class TokenLengths:
    """Row stage ``tokens``.

    Attributes:
        tokenizer: Name of the tokenizer, see ``load_tokenizer``; None leaves ``tokens`` out.
        ask_tokenizer: Whether the tokenizer counts every text, even if its counts could be computed faster.
        name: ``tokens``.

    Signals: ``tokens`` (the tokenizer's own count, without special tokens and without truncation), ``chars`` (Unicode
    code points), ``visible_chars`` (those that are neither white space nor control or format characters), ``words``
    (runs between white space with a letter, mark or number; every character in scripts without spaces), ``lines``
    (as in ``str.splitlines``), ``script`` (ISO 15924, of most letters; Zyyy without letters). For other stages, from
    the texts that the tokenizer itself counted: ``_sampled_tokens``, ``_unknown_tokens`` and ``_byte_tokens``.
    """

    tokenizer: str | None
    ask_tokenizer: bool = False
    name: str = "tokens"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        names = ["tokens"] if self.tokenizer else []
        names = [*names, *_SAMPLED] if names else []
        counts = [(name, pa.uint32()) for name in (*names, "chars", "visible_chars", "words", "lines")]
        return pa.schema([*counts, ("script", pa.string())])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text")
        missing = missing_texts(batch)
        tokens = self._count(batch) if self.tokenizer else {}
        counts = scanned(texts)
        scripts = [None if gone else SCRIPTS[index] for index, gone in zip(counts["script"], missing, strict=True)]
        columns = {
            "chars": counts["chars"],
            "visible_chars": counts["visible"],
            "words": counts["words"],
            "lines": counts["lines"],
            "script": pa.array(scripts, pa.string()),
        }
        columns |= tokens
        return signal_batch(self.schema, columns, missing)

    def _count(self, batch: pa.RecordBatch) -> dict[str, NDArray[np.int64] | pa.Array]:
        """Tokens of every text, and the tokenizer's own counts of a sample, which must agree.

        Raises:
            BrokenInvariantError: The counts differ.
        """
        texts = batch.column("text")
        counter = token_counter(self.tokenizer or "")
        counts = counter.count_whole(texts.fill_null("").to_pylist()) if self.ask_tokenizer else counter.count(texts)
        places = sampled(batch)
        sample = counter.ask(texts.take(pa.array(places)).to_pylist())
        if not np.array_equal(sample.tokens, counts[places]):
            message = (
                f"token counts by {counter.way} differ from those of the tokenizer '{self.tokenizer}'; this is a bug "
                "in dataaudit: report it, and set stages.tokens.ask_tokenizer: true to continue"
            )
            raise BrokenInvariantError(message)
        columns: dict[str, NDArray[np.int64] | pa.Array] = {"tokens": counts}
        missing = np.ones(len(texts), np.bool_)
        missing[places] = False
        for name, some in zip(_SAMPLED, (sample.tokens, sample.unknown, sample.bytes), strict=True):
            values = np.zeros(len(texts), np.int64)
            values[places] = some
            columns[name] = pa.array(values, pa.uint32(), mask=missing)
        return columns
