"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.columnar import Columnar, checked, class_names, decompressed, from_row, unreadable
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.source_format import SourceFormat

_READ_ROWS = 32
"""Rows decoded at a time: a few bytes of a file may stand for a row of megabytes, and the footer tells that only of
values that are not in a dictionary."""
_READ_BYTES = 8 << 20
"""Bytes decoded at a time, where the footer tells."""
_NEXT_INTEGER = b"\x15"
"""A field of the next number that is a 32-bit integer."""
WITHOUT_CHECKSUMS = "Parquet without page checksums: damage to single values would not be noticed"
_BYTES = 32 << 20
"""Bytes of a batch from which on it takes no further rows."""


def _gathered(batches: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """Small batches joined until they have so many rows, or bytes."""
    held: list[pa.RecordBatch] = []
    rows = held_bytes = 0
    for batch in batches:
        if held and (rows + len(batch) > size or held_bytes >= _BYTES or batch.schema != held[0].schema):
            yield _joined(held)
            held, rows, held_bytes = [], 0, 0
        batch.validate(full=True)  # before it is joined to others: wrong offsets end a process
        held.append(batch)
        rows, held_bytes = rows + len(batch), held_bytes + batch.nbytes
    if held:
        yield _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def parquet_reader(path: Path) -> Columnar:
    """A Parquet file; page checksums are verified where the file has them.

    Raises:
        InputError: No Parquet file, or one without its end.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            schema, known = file.schema_arrow, int(file.metadata.num_rows)
            told = "" if has_checksums(path, file.metadata) else WITHOUT_CHECKSUMS
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, "Parquet", error) from error

    def batches(start: int, size: int) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            first = 0
            for group in range(file.num_row_groups):
                facts = file.metadata.row_group(group)
                rows = facts.num_rows
                if first + rows > start:
                    fit = max(_READ_BYTES * rows // max(facts.total_byte_size, 1), 1)
                    decoded = file.iter_batches(min(size, _READ_ROWS, fit), row_groups=[group])
                    yield from from_row(_gathered(decoded, size), max(start - first, 0), size)
                first += rows

    return Columnar(str(path), checked(schema, str(path)), batches, class_names(schema), known, told)


def has_checksums(path: Path, footer: pq.FileMetaData) -> bool:
    """Whether the first page of a file has a checksum; true for a file without pages.

    A page's header is a Thrift struct of the compact protocol, whose fields 1 to 3 are required integers; the checksum
    is field 4. Source: the Parquet format, ``parquet.thrift``.
    """
    if not footer.num_row_groups or not footer.num_columns:
        return True
    column = footer.row_group(0).column(0)
    with path.open("rb") as file:
        file.seek(column.dictionary_page_offset or column.data_page_offset)
        header = file.read(32)
    place = 0
    for _ in range(3):
        place += 1
        while place < len(header) and header[place] & 0x80:  # a variable-length integer goes on
            place += 1
        place += 1
    return header[place : place + 1] == _NEXT_INTEGER


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> Columnar:
    return parquet_reader(decompressed(stream))


FORMAT = SourceFormat(
    rank=10,
    title="Parquet",
    about="the rows of the table",
    extensions=(".parquet",),
    open=_open,
    magic=(b"PAR1",),
)
