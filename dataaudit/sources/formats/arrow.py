"""Arrow IPC files and streams, Feather 2 among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.columnar import Columnar, checked, class_names, decompressed, from_row, unreadable
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.source_format import SourceFormat


def arrow_reader(path: Path) -> Columnar:
    """An Arrow IPC file (Feather 2) or stream.

    Raises:
        InputError: Neither of the two.
    """

    def opened() -> Any:
        source = pa.memory_map(str(path))
        try:
            return pa.ipc.open_file(source)
        except pa.ArrowInvalid:
            source.seek(0)
            return pa.ipc.open_stream(source)

    def batches(start: int, size: int) -> Iterator[pa.RecordBatch]:
        reader = opened()
        if isinstance(reader, pa.RecordBatchFileReader):
            stream = (reader.get_batch(number) for number in range(reader.num_record_batches))
        else:
            stream = iter(reader)
        yield from from_row(stream, start, size)

    try:
        schema = opened().schema
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, "Arrow IPC", error) from error
    return Columnar(str(path), checked(schema, str(path)), batches, class_names(schema))


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> Columnar:
    return arrow_reader(decompressed(stream))


FORMAT = SourceFormat(
    rank=20,
    title="Arrow",
    about="the rows of the table",
    extensions=(".arrow", ".feather", ".ipc"),
    open=_open,
    magic=(b"ARROW1", b"\xff\xff\xff\xff"),
)
