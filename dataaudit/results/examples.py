"""Rows of a finding with their texts, the clearest first."""

from __future__ import annotations

import polars as pl

from dataaudit.errors import AuditError, RunDirectoryError
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import find_finding
from dataaudit.results.explain_row import row_texts
from dataaudit.results.looked_for import findings_of
from dataaudit.results.result import AuditResult
from dataaudit.results.worst_rows import worst_rows
from dataaudit.store.parts import scan_parts

COLUMNS = ("row_id", "file", "position", "split", "label")


def examples(result: AuditResult, finding: str, most: int) -> pl.DataFrame:
    """See ``AuditResult.examples``."""
    code = find_finding(finding).code
    found = [one for one in result.findings if one.code == code]
    ids = list(dict.fromkeys(row_id for one in found for row_id in example_ids(result, one, most)))[:most]
    table = scan_parts(result.path, "rows").select(COLUMNS)
    order = pl.LazyFrame({"row_id": ids, "place": range(len(ids))}, schema={"row_id": pl.UInt64, "place": pl.Int64})
    rows = order.join(table, on="row_id").sort("place").drop("place").collect()
    try:
        texts = row_texts(result.manifest, ids) if ids else {}
    except AuditError:
        texts = {}
    return rows.with_columns(text=pl.Series([texts.get(row_id) for row_id in rows["row_id"]], dtype=pl.String))


def example_ids(result: AuditResult, found: Result, most: int) -> list[int]:
    """Ids of the rows that show a finding most clearly; none of one that names no rows."""
    if not found.row_ids:
        return []
    try:
        active = findings_of(result, "show")
    except RunDirectoryError:  # a run of version 0.1 does not say with which options it was judged
        return list(found.row_ids[:most])
    ids = worst_rows(result.path, active, result.findings, most)
    return list(ids.get(found.code, found.row_ids)[:most])
