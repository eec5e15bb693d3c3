"""Rows as a reader gives them: Arrow batches from columnar files, objects from JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.sources.field_path import value_at
from dataaudit.sources.json_shape import fit
from dataaudit.sources.quarantine import Note, Quarantined
from dataaudit.sources.template import NotTextError, Template, column_of
from dataaudit.sources.value_digest import batch_digests, object_digests
from dataaudit.sources.values import value_text


class RowBlock(Protocol):
    """Some rows of one file, in order."""

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of every row in its file, ascending: from 0, gaps where lines were blank or unreadable."""
        ...

    def texts(self, template: Template) -> tuple[pa.LargeStringArray, list[Quarantined]]:
        """The text of every row, and the rows whose value is not text (their entry in the array is null)."""
        ...

    def strings(self, column: str) -> pa.LargeStringArray:
        """The values of a column, or of a field inside one, as strings: null where missing or empty."""
        ...

    def to_arrow(self, schema: pa.Schema) -> pa.RecordBatch:
        """All original columns, in the types of a schema that fits them."""
        ...

    def digests(self, columns: Collection[str] | None = None) -> NDArray[np.uint64]:
        """What every row holds, as ``value_digest`` sees it; of some columns or of all."""
        ...

    def digests_in(self, schema: pa.Schema, columns: Collection[str]) -> NDArray[np.uint64]:
        """Digests of some columns once their values are in the types of a schema that fits them."""
        ...

    def select(self, places: NDArray[np.int64]) -> RowBlock:
        """The rows at these places."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a reader yields: rows, and what was found unreadable or noteworthy on the way.

    A chunk that only reports has None for rows: it says nothing about the columns of its file.
    """

    rows: RowBlock | None
    quarantined: list[Quarantined] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Reader(Protocol):
    """Rows of one file, in order, as often as asked."""

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows from a row number on, with what was unreadable among them."""
        ...


@dataclass(frozen=True, slots=True)
class ArrowRows:
    """Rows of an Arrow batch.

    Attributes:
        numbers: Number of every row in its file.
        batch: The columns, validated.
        class_names: Names behind the integers of class columns (``ClassLabel`` features), by column.
    """

    numbers: NDArray[np.int64]
    batch: pa.RecordBatch
    class_names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def texts(self, template: Template) -> tuple[pa.LargeStringArray, list[Quarantined]]:
        """See ``RowBlock``; a whole column has one type, so no single row can be wrong."""
        return template.of_batch(self.batch), []

    def strings(self, column: str) -> pa.LargeStringArray:
        """See ``RowBlock``."""
        array = column_of(self.batch, column)
        names = self.class_names.get(column)
        if names:
            given = ((None if v == -1 else v) for v in array.to_pylist())  # -1 says that there is no label
            values = [names[v] if v is not None and 0 <= v < len(names) else v for v in given]
        elif pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            return _without_empty(array.cast(pa.large_string()))
        else:
            values = array.to_pylist()
        return pa.array([as_string(value) for value in values], pa.large_string())

    def digests(self, columns: Collection[str] | None = None) -> NDArray[np.uint64]:
        """See ``RowBlock``."""
        names = [name for name in self.batch.schema.names if columns is None or name in columns]
        return batch_digests(names, [self.batch.column(name) for name in names], len(self.batch))

    def digests_in(self, schema: pa.Schema, columns: Collection[str]) -> NDArray[np.uint64]:
        """See ``RowBlock``."""
        mine = [name for name in self.batch.schema.names if name in columns]
        cast = [_cast(self.batch.column(name), schema.field(name).type) for name in mine]
        return batch_digests(mine, cast, len(self.batch))

    def select(self, places: NDArray[np.int64]) -> ArrowRows:
        """See ``RowBlock``."""
        return ArrowRows(self.numbers[places], self.batch.take(pa.array(places)), self.class_names)

    def to_arrow(self, schema: pa.Schema) -> pa.RecordBatch:
        """See ``RowBlock``; a column that this file lacks is null."""
        columns = []
        names = set(self.batch.schema.names)
        for column in schema:
            if column.name not in names:
                columns.append(pa.nulls(len(self.batch), column.type))
                continue
            array = self.batch.column(column.name)
            columns.append(array if array.type == column.type else _cast(array, column.type))
        return pa.RecordBatch.from_arrays(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class ObjectRows:
    """Rows of JSON objects.

    Attributes:
        numbers: Number of every row in its file.
        objects: The parsed objects.
        raw: Their bytes, for the quarantine.
        offsets: First byte of each in the decompressed file.
        has_lines: Whether ``numbers`` are line numbers less one.
    """

    numbers: NDArray[np.int64]
    objects: list[dict[str, Any]]
    raw: list[bytes]
    offsets: list[int]
    has_lines: bool = True

    def texts(self, template: Template) -> tuple[pa.LargeStringArray, list[Quarantined]]:
        """See ``RowBlock``; code SCH002 for a value that is not text."""
        texts: list[str | None] = []
        wrong: list[Quarantined] = []
        for index, row in enumerate(self.objects):
            try:
                texts.append(template.of_object(row))
            except NotTextError as error:
                texts.append(None)
                number = int(self.numbers[index])
                wrong.append(
                    Quarantined(
                        row=number,
                        line=number + 1 if self.has_lines else None,
                        byte_offset=self.offsets[index],
                        byte_length=len(self.raw[index]),
                        code="SCH002",
                        message=f"column '{template.columns[0]}': {error}",
                        raw=self.raw[index],
                    )
                )
        return pa.array(texts, pa.large_string()), wrong

    def strings(self, column: str) -> pa.LargeStringArray:
        """See ``RowBlock``."""
        return pa.array([as_string(value_at(row, column)) for row in self.objects], pa.large_string())

    def digests(self, columns: Collection[str] | None = None) -> NDArray[np.uint64]:
        """See ``RowBlock``."""
        if columns is None:
            return object_digests(self.objects)
        return object_digests({name: row[name] for name in columns if name in row} for row in self.objects)

    def digests_in(self, schema: pa.Schema, columns: Collection[str]) -> NDArray[np.uint64]:
        """See ``RowBlock``."""
        kinds = {name: schema.field(name).type for name in columns}
        return object_digests(
            {name: fit(row[name], kind) for name, kind in kinds.items() if name in row} for row in self.objects
        )

    def select(self, places: NDArray[np.int64]) -> ObjectRows:
        """See ``RowBlock``."""
        chosen = places.tolist()
        return ObjectRows(
            self.numbers[places],
            [self.objects[place] for place in chosen],
            [self.raw[place] for place in chosen],
            [self.offsets[place] for place in chosen],
            self.has_lines,
        )

    def to_arrow(self, schema: pa.Schema) -> pa.RecordBatch:
        """See ``RowBlock``; a value of another type than its column's becomes its JSON text."""
        columns = [
            pa.array([fit(row.get(column.name), column.type) for row in self.objects], column.type) for column in schema
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def as_string(value: Any) -> str | None:
    """A class or split name from any value: None for nothing and for empty text.

    Examples:
        >>> as_string(" spam "), as_string(3), as_string(True), as_string("")
        ('spam', '3', 'true', None)
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, str):
        return value.strip() or None
    return value_text(value)


def _without_empty(array: pa.LargeStringArray) -> pa.LargeStringArray:
    trimmed = pc.utf8_trim_whitespace(array)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), trimmed)


def _cast(array: pa.Array, kind: pa.DataType) -> pa.Array:
    try:
        return array.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([fit(value, kind) for value in array.to_pylist()], kind)
