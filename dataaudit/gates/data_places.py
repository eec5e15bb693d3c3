"""Where in the user's own files a finding is: what annotations and code-quality views point at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.findings.finding import Result
from dataaudit.store.parts import scan_parts

SHOWN = 10
"""Rows of a finding that are located."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPlace:
    """A row in a file.

    Attributes:
        path: Of the file, relative to the working folder where it is inside it.
        line: From 1; None where the file has no lines, as Parquet.
        row: As ``FILE:POSITION``, which ``dataaudit show`` takes.
        digest: ``row_digest`` as 16 hexadecimal digits.
    """

    path: str
    line: int | None
    row: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPlaces:
    """Where the findings of a run are.

    Attributes:
        rows: The first rows of each finding by code.
        first: The first file of the run, for findings about the data as a whole; None of tables in memory.
        files: Path and whether it has lines, by the name of the file in ``rows/``.
    """

    rows: Mapping[str, tuple[DataPlace, ...]]
    first: str | None
    files: Mapping[str, tuple[str, bool]] = field(default_factory=dict)

    def of_row(self, row: str) -> DataPlace | None:
        """The place of a row that is named as ``FILE:POSITION``; None of a table in memory."""
        file, _, position = row.rpartition(":")
        if file not in self.files or not position.isdecimal():
            return None
        path, lines = self.files[file]
        return DataPlace(path=path, line=int(position) if lines else None, row=row, digest="")


NOWHERE = DataPlaces(rows={}, first=None)


def data_places(folder: Path, findings: Sequence[Result], inputs: Sequence[Mapping[str, Any]]) -> DataPlaces:
    """Locate the first rows of findings.

    Args:
        folder: The run directory.
        findings: Its findings.
        inputs: The files of its manifest.
    """
    files = {int(entry["ordinal"]): entry for entry in inputs if entry.get("path") and "ordinal" in entry}
    first = _relative(str(next(iter(files.values()))["path"])) if files else None
    named = {str(one["file"]): (_relative(str(one["path"])), bool(one.get("lines"))) for one in files.values()}
    wanted = sorted({row for one in findings for row in one.row_ids[:SHOWN]})
    if not wanted or not files:
        return DataPlaces(rows={}, first=first, files=named)
    rows = scan_parts(folder, "rows")
    digest = "row_digest" if "row_digest" in rows.collect_schema() else pl.lit(0).alias("row_digest")  # version 0.1
    held = rows.filter(pl.col("row_id").is_in(wanted)).select("row_id", "file", "position", digest).collect()
    places = {}
    for row_id, file, position, mark in held.iter_rows():
        entry = files.get(row_id >> 40)
        if entry is not None:
            line = int(position) if entry.get("lines") else None
            places[row_id] = DataPlace(
                path=_relative(str(entry["path"])), line=line, row=f"{file}:{position}", digest=f"{mark:016x}"
            )
    located = {one.code: tuple(places[row] for row in one.row_ids[:SHOWN] if row in places) for one in findings}
    return DataPlaces(rows=located, first=first, files=named)


def _relative(path: str) -> str:
    """A path as a repository's own tools name it; what is elsewhere keeps its whole path."""
    whole = Path(path).absolute()
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else whole.as_posix()
