"""The spans of personal data and secrets in every text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.pii_prefilter import anchors, pack_marks
from dataaudit.stages.personal_data.detect import personal_data
from dataaudit.stages.personal_data.secret import MARKS
from dataaudit.stages.signal_batch import missing_texts

SPANS = pa.list_(pa.struct([("type", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))


@dataclass(frozen=True, slots=True)
class PersonalDataSpans:
    """Row stage ``pii``.

    Attributes:
        name: ``pii``.

    Signal: ``pii``, a list of ``{type, start, end}`` by start, offsets in code points; null where the text is null.
    """

    name: str = "pii"

    @property
    def schema(self) -> pa.Schema:
        """See ``RowStage``."""
        return pa.schema([("pii", SPANS)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See ``RowStage``."""
        texts = batch.column("text")
        present = anchors(*text_buffers(texts), pack_marks(MARKS))
        missing = missing_texts(batch)
        spans: list[list[dict[str, object]] | None] = [None if gone else [] for gone in missing.tolist()]
        places = np.flatnonzero((present > 0) & ~missing)  # only these texts become Python strings
        for place, text in zip(places.tolist(), texts.take(pa.array(places)).to_pylist(), strict=True):
            found = personal_data(text, int(present[place]))
            spans[place] = [{"type": name, "start": start, "end": end} for name, start, end in found]
        return pa.RecordBatch.from_arrays([pa.array(spans, SPANS)], schema=self.schema)
