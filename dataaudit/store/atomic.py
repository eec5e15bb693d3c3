"""Files that are there whole or not at all: written aside, flushed to disk, renamed into place."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.errors import AuditError, ResourceError, RunDirectoryError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LONG_VALUE = 24
"""Bytes of a value, on average, from which on values are not expected to repeat."""
_UNFINISHED = ".tmp"
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG)


@dataclass(frozen=True, slots=True)
class Written:
    """A file in place.

    Attributes:
        sha256: Digest of its bytes, hex.
        size: Bytes.
        rows: Rows of a table, else 0.
    """

    sha256: str
    size: int
    rows: int = 0


def write_bytes(path: Path, data: bytes | memoryview, mode: int = 0o666) -> Written:
    """Put bytes in place of whatever was there.

    Raises:
        ResourceError: The disk is full.
        RunDirectoryError: The folder cannot be written to.
    """
    return _write(path, lambda file: file.write(data), mode)


def write_table(path: Path, table: pa.Table, mode: int = 0o666) -> Written:
    """Put a table in place as Parquet (zstd, page checksums), byte for byte the same for the same table.

    Raises:
        ResourceError: The disk is full.
        RunDirectoryError: The folder cannot be written to.
    """

    def fill(file: BinaryIO) -> None:
        options = {"compression": "zstd", "write_page_checksum": True, "use_dictionary": _repeating(table)}
        with pq.ParquetWriter(file, table.schema, **options) as writer:
            if table.num_rows:  # datasets cannot read a row group without rows
                writer.write_table(table)

    written = _write(path, fill, mode)
    return Written(written.sha256, written.size, table.num_rows)


def _repeating(table: pa.Table) -> list[str]:
    """Columns worth a dictionary: no hashes, row ids and long texts, which it makes slower to write and to read."""
    unique = {pa.uint64(), pa.float64()}
    names = []
    for column in table.schema:
        values = table.column(column.name)
        if pa.types.is_nested(column.type):
            names += _leaves(column)
        elif column.type not in unique and values.nbytes < _LONG_VALUE * (len(values) + 1):
            names.append(column.name)
    return names


def _leaves(column: pa.Field) -> list[str]:
    """Parquet's paths of the leaves of a nested column."""
    empty = pa.BufferOutputStream()
    pq.write_table(pa.schema([column]).empty_table(), empty)
    described = pq.ParquetFile(pa.BufferReader(empty.getvalue())).schema
    return [described.column(place).path for place in range(len(described))]


def _write(path: Path, fill: Callable[[BinaryIO], object], mode: int) -> Written:
    aside = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with os.fdopen(descriptor, "wb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            digest = sha256_of(aside)
            size = aside.stat().st_size
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except (OSError, pa.ArrowException) as error:
        raise write_error(path, error) from error
    return Written(digest, size)


def remove_unfinished(folder: Path) -> None:
    """Remove what a process that was killed had not finished writing below a folder that nobody else writes to."""
    for path in folder.rglob(f".*{_UNFINISHED}"):
        path.unlink(missing_ok=True)


def write_error(path: Path, error: Exception) -> AuditError:
    """The error to show when a file could not be written."""
    number = getattr(error, "errno", None)
    if number in _FULL or "No space left" in str(error):
        return ResourceError(f"{path}: the disk is full; free some space and rerun the same command to resume")
    reason = os.strerror(number) if number else str(error)
    if number in _DENIED:
        return RunDirectoryError(f"{path}: cannot be written ({reason}); choose another --out")
    return ResourceError(f"{path}: cannot be written ({reason}); fix that and rerun the same command")


def sha256_of(path: Path) -> str:
    """Digest of a file's bytes, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
