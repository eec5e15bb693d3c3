"""Where in the user's own files a finding is: what annotations and code-quality views point at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from dataaudit.findings.finding import Result
from dataaudit.gates.verdict import RuleResult
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
        rows: The first rows of each finding, by its code and message.
        first: The first file of the run, for findings about the data as a whole; None of tables in memory.
        files: Path and whether it has lines, by the name of the file in ``rows/``.
    """

    rows: Mapping[tuple[str, str], tuple[DataPlace, ...]]
    first: str | None
    files: Mapping[str, tuple[str, bool]] = field(default_factory=dict)

    def of(self, result: Result) -> tuple[DataPlace, ...]:
        """The first rows of a finding."""
        return self.rows.get((result.code, result.message), ())

    def of_rule(self, rule: RuleResult) -> tuple[str, int | None]:
        """File and line of a rule: its first row, else where it is written; of a shipped gate the first file."""
        row = next((place for one in rule.rows if (place := self.of_row(one)) is not None), None)
        if row is not None:
            return row.path, row.line
        return (rule.file, rule.line) if Path(rule.file).is_file() or self.first is None else (self.first, None)

    def of_row(self, row: str) -> DataPlace | None:
        """The place of a row that is named as ``FILE:POSITION``; None of a table in memory."""
        file, _, position = row.rpartition(":")
        if file not in self.files or not position.isdecimal():
            return None
        path, lines = self.files[file]
        return DataPlace(path=path, line=int(position) if lines else None, row=row, digest="")


NOWHERE = DataPlaces(rows={}, first=None)


def data_places(
    folder: Path,
    findings: Sequence[Result],
    inputs: Sequence[Mapping[str, Any]],
    new_rows: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> DataPlaces:
    """Locate the first rows of findings.

    Args:
        folder: The run directory.
        findings: Its findings.
        inputs: The files of its manifest.
        new_rows: Of findings of which a baseline had other rows: ids of those that are new, by code.
    """
    files = {int(entry["ordinal"]): entry for entry in inputs if entry.get("path") and "ordinal" in entry}
    first = _relative(str(next(iter(files.values()))["path"])) if files else None
    named = {str(one["file"]): (_relative(str(one["path"])), bool(one.get("lines"))) for one in files.values()}
    shown = {(one.code, one.message): _shown(one, new_rows.get(one.code, ())) for one in findings}
    wanted = sorted({row for rows in shown.values() for row in rows})
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
    located = {key: tuple(places[row] for row in rows if row in places) for key, rows in shown.items()}
    return DataPlaces(rows=located, first=first, files=named)


def _shown(result: Result, new: Sequence[int]) -> list[int]:
    """New rows of a finding if there are any, of several with one code those that are its own; else its first."""
    own = set(result.row_ids)
    return [row for row in new if row in own or len(own) < result.count][:SHOWN] or list(result.row_ids[:SHOWN])


def _relative(path: str) -> str:
    """A path as a repository's own tools name it; what is elsewhere keeps its whole path."""
    whole = Path(path).absolute()
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else whole.as_posix()
