"""The rows of every finding that show it most clearly: what a report shows in place of the first rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from dataaudit.findings.finding import Finding, Options, Result, RowFinding
from dataaudit.store.parts import part_columns, part_paths, scan_parts

LABELS = "labels"
"""Family whose rows are shown in a table of given and suggested labels too, and therefore more of them."""
_MORE = 4


def kept_partners(folder: Path, row_ids: Iterable[int]) -> list[int]:
    """The kept rows that stay in the place of dropped duplicates, so that a report can show what differs."""
    rows = scan_parts(folder, "rows").filter(pl.col("row_id").is_in(sorted(set(row_ids))))
    return rows.select("duplicate_of").drop_nulls().collect()["duplicate_of"].unique().sort().to_list()


def worst_rows(
    folder: Path, findings: Iterable[Finding[Options]], results: Sequence[Result], most: int
) -> dict[str, tuple[int, ...]]:
    """Row ids by code, the clearest first; of a finding without an order, the first rows it found.

    Args:
        folder: The run.
        findings: The findings that judged it, with their options.
        results: What they found; a finding with several results keeps the rows of each.
        most: Rows of each finding; of those about labels four times as many.
    """
    times = Counter(one.code for one in results)
    found = {one.code: one for one in results if times[one.code] == 1 and one.row_ids}
    chosen = {code: one.row_ids[:most] for code, one in found.items()}
    if not part_paths(folder, "rows"):  # of a training
        return chosen
    columns = set(part_columns(folder, "rows"))
    rows = scan_parts(folder, "rows")
    asked = {}
    for finding in findings:
        if not isinstance(finding, RowFinding) or finding.code not in found or found[finding.code].count <= 1:
            continue
        order = finding.worst()
        if order is None or not set(order.meta.root_names()) <= columns:
            continue
        flagged = rows.filter(pl.col("flags").list.contains(finding.code)).select("row_id", order=order)
        wanted = most * _MORE if finding.family == LABELS else most
        asked[finding.code] = flagged.sort(["order", "row_id"], nulls_last=True).head(wanted).select("row_id")
    for code, table in zip(asked, pl.collect_all(list(asked.values())), strict=True):
        chosen[code] = tuple(table["row_id"].to_list())
    return chosen
