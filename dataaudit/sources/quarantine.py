"""What could not be read, and what was read with a note."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pyarrow as pa

MAX_RAW_BYTES = 64 << 10
"""Bytes of an unreadable row that the quarantine keeps."""

SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("byte_offset", pa.int64()),
        ("byte_length", pa.int64()),
        ("code", pa.string()),
        ("message", pa.string()),
        ("raw", pa.binary()),
    ]
)
"""Columns of ``quarantine/part-*.parquet``; offsets count decompressed bytes."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One row that could not be read.

    Attributes:
        row: Its number in the file, from 0: where the next readable row would have stood.
        line: Its first line, from 1; None in columnar files.
        byte_offset: Its first byte in the decompressed file; None where unknown.
        byte_length: Its length in bytes.
        code: Code of the reading finding, as ``JSN001``.
        message: What is wrong, without any of the row's text.
        raw: Its first bytes, at most ``MAX_RAW_BYTES``.
    """

    row: int
    line: int | None
    byte_offset: int | None
    byte_length: int
    code: str
    message: str
    raw: bytes

    def without_raw(self) -> Quarantined:
        """The same with a digest in place of its bytes."""
        return replace(self, raw=f"sha256:{hashlib.sha256(self.raw).hexdigest()}".encode())


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that is worth telling though its rows were read.

    Attributes:
        code: Code of the reading finding, as ``SRC002``.
        message: One sentence.
        count: How many values it concerns.
        row: The row it is about, or -1 where it is about the file.
    """

    code: str
    message: str
    count: int = 1
    row: int = -1


def to_table(file: str, items: list[Quarantined]) -> pa.Table:
    """Quarantined rows of one file as a table."""
    return pa.table(
        {
            "file": [file] * len(items),
            "line": [item.line for item in items],
            "byte_offset": [item.byte_offset for item in items],
            "byte_length": [item.byte_length for item in items],
            "code": [item.code for item in items],
            "message": [item.message for item in items],
            "raw": [item.raw[:MAX_RAW_BYTES] for item in items],
        },
        schema=SCHEMA,
    )
