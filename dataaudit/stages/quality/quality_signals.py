"""Text quality signals, as numbers about one text; thresholds are applied later."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from dataaudit.stages.quality import character_signals, gopher_signals, word_variety_signals
from dataaudit.stages.signal_batch import missing_texts, signal_batch

GROUPS = (
    (gopher_signals, gopher_signals.gopher_signals),
    (word_variety_signals, word_variety_signals.word_variety_signals),
    (character_signals, character_signals.composition_signals),
)
COUNTS = tuple(name for group, _ in GROUPS for name in group.COUNTS)
SHARES = tuple(name for group, _ in GROUPS for name in group.SHARES)


@dataclass(frozen=True, slots=True)
class QualitySignals:
    """Row stage ``quality``.

    Attributes:
        name: ``quality``.

    Signals: ``COUNTS`` and ``SHARES``; docs/signals.md defines each and gives its name in other tools. A share of
    nothing (no words, no lines, an empty text) is null.
    """

    name: str = "quality"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        counts = [(name, pa.uint32()) for name in COUNTS]
        return pa.schema([*counts, *((name, pa.float64()) for name in SHARES)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text")
        columns = {name: values for _, signals in GROUPS for name, values in signals(texts).items()}
        return signal_batch(self.schema, columns, missing_texts(batch))
