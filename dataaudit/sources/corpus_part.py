"""A part of a corpus: consecutive rows, cut where enough are together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.sources.json_shape import Shape
from dataaudit.sources.quarantine import Note, Quarantined
from dataaudit.sources.source_file import ROW_BITS

PART_ROWS = 1 << 15
PART_BYTES = 32 << 20
"""A part ends with the row that reaches either; parts depend on the rows alone, not on how they were read."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading resumes.

    Attributes:
        ordinal: File.
        row: Row number in it.
    """

    ordinal: int = 0
    row: int = 0


@dataclass(slots=True)
class Part:
    """Consecutive rows of a corpus.

    Attributes:
        batch: ``row_id, file, position, split, label, row_digest, text``, a ``field:`` column for every further text,
            and ``turns`` where rows are instruction data.
        quarantined: Unreadable rows among them, by file ordinal.
        notes: Notes on files that were read to their end here, by file ordinal.
        shapes: Types of the JSON columns seen, by file ordinal.
        end: Where the next part begins.
    """

    batch: pa.RecordBatch
    quarantined: list[tuple[int, Quarantined]]
    notes: list[tuple[int, Note]]
    shapes: dict[int, Shape]
    end: Cursor


@dataclass(slots=True)
class PartBuilder:
    """Gathers rows until a part is full.

    Attributes:
        schema: Of the parts.
        pending: Rows of the part that is begun.
        rows: How many.
        text_bytes: Bytes of their texts.
        quarantined: Unreadable rows that no part has yet, by file ordinal.
        notes: Notes that no part has yet, by file ordinal.
        shapes: Types of JSON columns seen since the last part, by file ordinal.
    """

    schema: pa.Schema
    pending: list[pa.RecordBatch] = field(default_factory=list)
    rows: int = 0
    text_bytes: int = 0
    quarantined: list[tuple[int, Quarantined]] = field(default_factory=list)
    notes: list[tuple[int, Note]] = field(default_factory=list)
    shapes: dict[int, Shape] = field(default_factory=dict)

    def add(self, batch: pa.RecordBatch, ordinal: int) -> Iterator[Part]:
        """Take rows of a file; gives the parts that they fill."""
        while len(batch):
            sizes = pc.fill_null(pc.binary_length(batch.column("text")), 0)
            reached = np.cumsum(sizes.to_numpy(zero_copy_only=False)) + self.text_bytes
            take = min(int(np.searchsorted(reached, PART_BYTES)) + 1, PART_ROWS - self.rows, len(batch))
            self.pending.append(batch.slice(0, take))
            self.rows += take
            self.text_bytes = int(reached[take - 1])
            last = batch.column("row_id")[take - 1].as_py()
            batch = batch.slice(take)
            if self.rows == PART_ROWS or self.text_bytes >= PART_BYTES:
                yield self.finish(Cursor(ordinal, (last & ((1 << ROW_BITS) - 1)) + 1))

    def finish(self, end: Cursor) -> Part:
        """Everything before the cursor as a part; what comes after it waits."""
        batch = pa.Table.from_batches(self.pending, schema=self.schema).combine_chunks()
        whole = batch.to_batches()[0] if len(batch) else empty_batch(self.schema)
        before = [item for item in self.quarantined if (item[0], item[1].row) < (end.ordinal, end.row)]
        notes = [item for item in self.notes if (item[0], item[1].row) < (end.ordinal, end.row)]
        part = Part(whole, before, _counted(notes), self.shapes, end)
        kept = {id(item) for item in (*before, *notes)}
        self.quarantined = [item for item in self.quarantined if id(item) not in kept]
        self.notes = [item for item in self.notes if id(item) not in kept]
        self.pending, self.shapes = [], {}
        self.rows = self.text_bytes = 0
        return part


def _counted(notes: list[tuple[int, Note]]) -> list[tuple[int, Note]]:
    """Notes that say the same of a file, as one with their count."""
    counts: dict[tuple[int, str, str], int] = {}
    for ordinal, note in notes:
        key = (ordinal, note.code, note.message)
        counts[key] = counts.get(key, 0) + note.count
    return [(ordinal, Note(code, message, count)) for (ordinal, code, message), count in counts.items()]


def empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    """No rows."""
    return pa.RecordBatch.from_arrays([pa.array([], column.type) for column in schema], schema=schema)
