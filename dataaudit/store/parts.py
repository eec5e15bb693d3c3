"""Names of a run's parts, and how its tables are read: nobody else knows what a part is called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.errors import RunDirectoryError


def part_name(kind: str, index: int) -> str:
    """Relative name of a part.

    Examples:
        >>> part_name("rows", 3)
        'rows/part-00003.parquet'
    """
    return f"{kind}/part-{index:05d}.parquet"


def part_paths(folder: Path, kind: str) -> list[Path]:
    """The parts of one kind, also those in folders below it, by their numbers; none where there are none."""
    return sorted((folder / kind).rglob("part-*.parquet"), key=lambda path: (path.name, path))


def read_parts(folder: Path, kind: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The parts of one kind in order, their page checksums verified."""
    for path in part_paths(folder, kind):
        yield read_table(path, columns)


def part_columns(folder: Path, kind: str) -> list[str]:
    """Names of the columns of one kind of parts.

    Raises:
        RunDirectoryError: There are none, or the first is damaged.
    """
    paths = part_paths(folder, kind)
    if not paths:
        message = f"{folder / kind}: has no parts; rerun the same dataaudit command to rebuild them"
        raise RunDirectoryError(message)
    return read_schema(paths[0])


def scan_parts(folder: Path, kind: str) -> pl.LazyFrame:
    """The parts of one kind as one frame that is read when it is asked for."""
    return pl.scan_parquet(part_paths(folder, kind))


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """One table of a run, its page checksums verified.

    A reader of one file takes a third of the time of a data set's, which looks for partitions and fragments first, and
    most of the rest is parsing the footer of a hundred columns: a small run reads more than a hundred times.

    Args:
        path: The table.
        columns: Names of the columns wanted, in their order; None for all.

    Raises:
        RunDirectoryError: It is missing or damaged, or lacks a column.
    """
    try:
        facts = path.stat()
        footer = _footer(path, facts.st_ino, facts.st_mtime_ns, facts.st_size)
        with pq.ParquetFile(path, metadata=footer, page_checksum_verification=True) as file:
            table = file.read(columns)
            return table if columns is None else table.select(columns)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise RunDirectoryError(_unreadable(path, error)) from error


@lru_cache(maxsize=64)
def _footer(path: Path, inode: int, modified: int, size: int) -> pq.FileMetaData:
    """The footer of a file that is still the same: every write of ours makes a new one."""
    return pq.read_metadata(path)


def read_schema(path: Path) -> list[str]:
    """Names of a table's columns.

    Raises:
        RunDirectoryError: It is missing or damaged.
    """
    try:
        return list(pq.read_schema(path).names)
    except (OSError, pa.ArrowException) as error:
        raise RunDirectoryError(_unreadable(path, error)) from error


def _unreadable(path: Path, error: Exception) -> str:
    problem = " ".join(str(error).split())[:160]
    return f"{path}: cannot be read ({problem}); rerun the same dataaudit command to rebuild it"
