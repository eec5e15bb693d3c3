"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.columnar import Columnar, checked, class_names, decompressed, from_row, unreadable
from dataaudit.sources.compression import ByteStream
from dataaudit.sources.source_format import SourceFormat


def parquet_reader(path: Path) -> Columnar:
    """A Parquet file; page checksums are verified where the file has them.

    Raises:
        InputError: No Parquet file, or one without its end.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            schema, known = file.schema_arrow, int(file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, "Parquet", error) from error

    def batches(start: int, size: int) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            first = 0
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if first + rows > start:
                    yield from from_row(file.iter_batches(size, row_groups=[group]), max(start - first, 0), size)
                first += rows

    return Columnar(str(path), checked(schema, str(path)), batches, class_names(schema), known)


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
