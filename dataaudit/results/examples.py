"""Rows of a finding with their texts, the clearest first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from dataaudit.errors import AuditError, RunDirectoryError
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import find_finding
from dataaudit.results.explain_row import row_texts
from dataaudit.results.judged_by import judged_by
from dataaudit.results.worst_rows import worst_rows
from dataaudit.store.manifest import Manifest
from dataaudit.store.parts import scan_parts

COLUMNS = ("row_id", "file", "position", "split", "label")


def examples(folder: Path, manifest: Manifest, findings: Sequence[Result], name: str, most: int) -> pl.DataFrame:
    """See ``AuditResult.examples``."""
    code = find_finding(name).code
    named = [example_ids(folder, manifest, findings, one, most) for one in findings if one.code == code]
    return rows_with_texts(folder, manifest, list(dict.fromkeys(chain(*named)))[:most])[0]


def rows_with_texts(folder: Path, manifest: Manifest, row_ids: Sequence[int]) -> tuple[pl.DataFrame, str | None]:
    """Rows in the order of the ids, with their texts, and why the texts could not be read, or None."""
    places = {"row_id": list(row_ids), "place": range(len(row_ids))}
    order = pl.LazyFrame(places, schema={"row_id": pl.UInt64, "place": pl.Int64})
    table = scan_parts(folder, "rows").select(COLUMNS)
    rows = order.join(table, on="row_id").sort("place").drop("place").collect()
    try:
        texts, missing = row_texts(manifest, row_ids) if row_ids else {}, None
    except AuditError as error:
        texts, missing = {}, str(error)
    column = pl.Series("text", [texts.get(row_id) for row_id in rows["row_id"]], pl.String)
    return rows.with_columns(column), missing


def example_ids(folder: Path, manifest: Manifest, findings: Sequence[Result], found: Result, most: int) -> list[int]:
    """Ids of the rows that show a finding most clearly; none of one that names no rows."""
    if not found.row_ids:
        return []
    try:
        active = judged_by(folder, manifest, "show")
    except RunDirectoryError:  # a run of version 0.1 does not say with which options it was judged
        return list(found.row_ids[:most])
    return list(worst_rows(folder, active, findings, most).get(found.code, found.row_ids)[:most])
