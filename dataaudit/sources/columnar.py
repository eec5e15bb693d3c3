"""Columnar rows: of columnar files, Hugging Face datasets, and tables in memory.

Every batch is validated in full before anything looks at it: a file with wrong offsets is an error, not a crash.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.errors import IncompleteError, InputError
from dataaudit.sources.files.compression import ByteStream, shown_name
from dataaudit.sources.row_blocks import ArrowRows, Chunk
from dataaudit.sources.types import is_text, plain

Lengths = np.ndarray[Any, np.dtype[np.int64]]
_ROWS = 8192
_PIECE_BYTES = 32 << 20
"""Bytes of a chunk's texts, where a column holds fewer than its rows stand for."""


@dataclass(slots=True)
class Columnar:
    """Reader of anything that gives Arrow batches in order.

    Attributes:
        name: What the rows come from, for messages.
        schema: Types of all columns.
        batches: Opens the rows from a row number on, at most so many in a batch; called once for every pass.
        class_names: Names behind the integers of class columns, by column.
        rows: How many there are, where that is known without reading them.
        told: What the user should know about how they are read.
    """

    name: str
    schema: pa.Schema
    batches: Callable[[int, int], Iterator[pa.RecordBatch]]
    class_names: Mapping[str, list[str]] = field(default_factory=dict)
    rows: int | None = None
    told: str = ""

    def chunks(self, start: int = 0, size: int = _ROWS) -> Iterator[Chunk]:
        """Rows from row number ``start`` on, at most ``size`` in a chunk; a row's number is its place.

        Raises:
            IncompleteError: The data are damaged further on.
        """
        number = start
        try:
            for given in self.batches(start, size):
                given.validate(full=True)
                for small in bounded(given):
                    piece = _without_null_values(small)
                    batch = piece if piece.schema.types == self.schema.types else _in_types(piece, self.schema)
                    numbers = np.arange(number, number + len(batch), dtype=np.int64)
                    number += len(batch)
                    yield Chunk(ArrowRows(numbers, batch, self.class_names))
        except (pa.ArrowException, OSError) as error:
            problem = " ".join(str(error).split())[:200]
            message = f"{self.name}: damaged from row {number} on ({problem}); repair it or leave it out"
            raise IncompleteError(message) from error


def table_reader(table: pa.Table, name: str) -> Columnar:
    """A table in memory."""

    def batches(start: int, size: int) -> Iterator[pa.RecordBatch]:
        yield from table.slice(start).to_batches(max_chunksize=size)

    return Columnar(name, checked(table.schema, name), batches, class_names(table.schema), table.num_rows)


def dataset_reader(dataset: Any, name: str) -> Columnar:
    """A ``datasets.Dataset``: rows in its own order, by memory map and not in memory."""
    arrow = dataset.with_format("arrow")

    def batches(start: int, size: int) -> Iterator[pa.RecordBatch]:
        for first in range(start, len(arrow), size):
            table = arrow[first : min(first + size, len(arrow))]
            yield from table.combine_chunks().to_batches()

    schema = dataset.features.arrow_schema
    return Columnar(name, checked(schema, name), batches, class_names(schema), len(arrow))


def decompressed(stream: ByteStream) -> Path:
    """A columnar file that Arrow can open, which for some is a temporary one; the process removes that at its end.

    A compressed file is written out, one whose name is not UTF-8 gets a link.

    Raises:
        InputError: The compressed data are damaged; a columnar file needs its end.
    """
    plain = stream.is_plain_file()
    if plain and str(stream.path) == shown_name(str(stream.path)):
        return stream.path
    folder = tempfile.TemporaryDirectory(prefix="dataaudit-")
    _KEPT.append(folder)
    target = Path(folder.name) / shown_name(stream.path.name).replace("\\", "%")
    if plain:
        target.symlink_to(stream.path.resolve())
        return target
    with target.open("wb") as file:
        file.writelines(stream.plain_pieces())
    damage = [note for note in stream.notes if note.code == "SRC002"]
    if damage:
        message = f"{stream.path}: {damage[0].message}; a columnar file cannot be read without its end"
        raise InputError(message)
    return target


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def features_of(schema: pa.Schema) -> dict[str, Any]:
    """What Hugging Face datasets wrote about columns into a schema's metadata; empty where that is not understood."""
    try:
        found = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        return {name: feature for name, feature in found.items() if name in schema.names}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """Names of ``ClassLabel`` columns, from the metadata that Hugging Face datasets write into a schema."""
    return {
        column: [str(name) for name in feature["names"]]
        for column, feature in features_of(schema).items()
        if isinstance(feature, dict) and feature.get("_type") == "ClassLabel" and isinstance(feature.get("names"), list)
    }


def _without_null_values(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch without dictionaries that hold null as a value, which Parquet cannot write: such rows are null."""
    arrays = []
    for array in batch.columns:
        kind = array.type
        if pa.types.is_dictionary(kind) and array.dictionary.null_count:
            found = array.cast(kind.value_type).dictionary_encode()
            indices, values = found.indices.cast(kind.index_type), found.dictionary.cast(kind.value_type)
            arrays.append(pa.DictionaryArray.from_arrays(indices, values, ordered=kind.ordered))
        else:
            arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def bounded(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Pieces of a batch that stay small when values which it holds once for many rows are written out for each.

    A dictionary, a view or a run stands for a text of any length by a few bytes a row. A piece has at least one row.
    """
    lengths = [found for column in batch.columns if (found := _lengths(column)) is not None]
    total = np.cumsum(np.sum(lengths, axis=0)) if lengths else np.zeros(0, np.int64)
    first = 0
    while len(total) and total[-1] - (total[first - 1] if first else 0) > _PIECE_BYTES:
        most = _PIECE_BYTES + (int(total[first - 1]) if first else 0)
        end = max(int(np.searchsorted(total, most, side="right")), first + 1)
        yield batch.slice(first, end - first)
        first = end
        if first == len(batch):
            return
    yield batch.slice(first) if first else batch


def _lengths(array: pa.Array) -> Lengths | None:
    """Bytes of every value that a row stands for; None for a column that holds each value itself."""
    kind = array.type
    if kind in (pa.string_view(), pa.binary_view()):  # each of 16 bytes, of which the first four are the length
        viewed = np.frombuffer(array.buffers()[1] or b"", np.int32)[::4][array.offset : array.offset + len(array)]
        return np.where(array.is_valid().to_numpy(zero_copy_only=False), viewed, 0).astype(np.int64)
    if not pa.types.is_dictionary(kind) and not pa.types.is_run_end_encoded(kind):
        return None
    once = array.dictionary if pa.types.is_dictionary(kind) else array.values
    if not (is_text(once.type) or pa.types.is_binary(once.type) or pa.types.is_large_binary(once.type)):
        return None
    lengths = _numbers(pc.binary_length(once))
    if pa.types.is_dictionary(kind):
        return np.append(lengths, 0)[_numbers(array.indices.cast(pa.int64()), -1)]
    rows = array.offset + np.arange(len(array))
    return np.asarray(lengths[np.searchsorted(array.run_ends.to_numpy(), rows, side="right")])


def _numbers(array: pa.Array, null: int = 0) -> Lengths:
    return np.asarray(pc.fill_null(array, null).to_numpy(zero_copy_only=False), np.int64)


def _in_types(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """A batch without views and run-end encoding, or of a later shard in the types of the first."""
    arrays = []
    for array, column in zip(batch.columns, schema, strict=True):
        decoded = pc.run_end_decode(array) if pa.types.is_run_end_encoded(array.type) else array
        arrays.append(decoded.cast(column.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def checked(schema: pa.Schema, where: str) -> pa.Schema:
    """The schema in plain types, if column names are unique.

    Raises:
        InputError: Two columns have one name.
    """
    for name in schema.names:
        if schema.names.count(name) > 1:
            message = f"{where}: has the column '{name}' twice; rename one"
            raise InputError(message)
    fields = [pa.field(column.name, plain(column.type), column.nullable) for column in schema]
    return pa.schema(fields, metadata=schema.metadata)


def from_row(batches: Iterator[pa.RecordBatch], start: int, size: int) -> Iterator[pa.RecordBatch]:
    """Batches of bounded size, from a row on."""
    for batch in batches:
        if start >= len(batch):
            start -= len(batch)
            continue
        for first in range(start, len(batch), size):
            yield batch.slice(first, size)
        start = 0


def unreadable(path: Path, kind: str, error: Exception) -> InputError:
    """The error for a columnar file that is empty, cut off or in another format."""
    if path.stat().st_size == 0:
        return InputError(f"{path}: is empty; a {kind} file has at least a header")
    problem = " ".join(str(error).split())[:160]
    return InputError(f"{path}: cannot be read as {kind}, perhaps it was cut off ({problem})")
