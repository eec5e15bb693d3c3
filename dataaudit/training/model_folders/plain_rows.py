"""Rows of files as plain values, for what needs more of them than their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dataaudit.sources.row_blocks import ArrowRows, ObjectRows
from dataaudit.sources.source_file import SourceFile


def plain_rows(
    files: Iterable[SourceFile], columns: Sequence[str], named: Sequence[str] = ()
) -> Iterator[tuple[SourceFile, dict[str, Any]]]:
    """Rows of files in order, each with its file; a column that a row lacks is None.

    Args:
        files: The files.
        columns: Columns whose values are given as they are; pictures as the bytes and paths that the file holds.
        named: Columns whose values are given as texts, those of classes as their names.
    """
    for file in files:
        for chunk in file.reader.chunks():
            if not isinstance(chunk.rows, ArrowRows | ObjectRows):
                continue
            told = {name: chunk.rows.strings(name).to_pylist() for name in named}
            for place, values in enumerate(_values(chunk.rows, columns)):
                yield file, {**values, **{name: texts[place] for name, texts in told.items()}}


def _values(rows: ArrowRows | ObjectRows, columns: Sequence[str]) -> list[dict[str, Any]]:
    if isinstance(rows, ObjectRows):
        return [{name: one.get(name) for name in columns} for one in rows.objects]
    there = set(rows.batch.schema.names)
    held = {name: rows.batch.column(name).to_pylist() for name in columns if name in there}
    return [{name: held[name][place] if name in held else None for name in columns} for place in range(len(rows.batch))]
