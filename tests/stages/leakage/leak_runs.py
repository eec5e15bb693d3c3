"""Runs that look for evaluation items and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit import AuditResult, audit

ALONE = [
    *(f"stages.{name}=false" for name in ("tokens", "quality", "language", "pii", "passages", "classes")),
    "report.clusters=0",
    "report.samples=0",
]
"""Settings without the stages that no tier needs."""
WORDS_ONLY = [*ALONE, "stages.embeddings=false"]
"""Likewise without vectors."""

Rows = Sequence[str | None] | Sequence[dict[str, Any]]


def written(path: Path, rows: Rows) -> Path:
    """Rows, or texts, as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = [row if isinstance(row, dict) else {"text": row} for row in rows]
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in given), encoding="utf-8")
    return path


def sought(
    folder: Path, rows: Rows, items: Rows | None, settings: Sequence[str] = WORDS_ONLY, **given: Any
) -> AuditResult:
    """A run over rows that seeks items, in ``folder/run``; without items those of the rows' own splits."""
    against = None if items is None else [written(folder / "bench.jsonl", items)]
    path = written(folder / "rows.jsonl", rows)
    return audit(path, against=against, out=folder / "run", settings=settings, **given)


def leaks(result: AuditResult) -> list[dict[str, Any]]:
    """``leaks.parquet``, with the number of the row and of the item in their files, from 0, as ``pair``."""
    found = pl.read_parquet(result.path / "leaks.parquet").to_dicts()
    places = dict(result.rows(["row_id", "position"]).iter_rows())
    for one in found:
        one["pair"] = places[one["row_id"]] - 1, int(one["item"].rpartition(":")[2]) - 1
    return found


def tiers(result: AuditResult) -> dict[tuple[int, int], str]:
    """The tier of every row and item."""
    return {one["pair"]: one["tier"] for one in leaks(result)}


def split_counts(result: AuditResult) -> dict[tuple[str | None, str, str], tuple[int, int, int, int]]:
    """``split_leaks.parquet``: items, rows, all items and all rows, where there is any."""
    table = pl.read_parquet(result.path / "split_leaks.parquet").filter(pl.col("items") + pl.col("rows") > 0)
    return {row[:3]: row[3:] for row in table.drop("items_in_tier", "items_by_chance", "most_by_chance").iter_rows()}
