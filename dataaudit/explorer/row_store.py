"""Rows of a run, fetched a page at a time; a choice of rows is found once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from dataaudit.errors import InputError
from dataaudit.explorer.row_filter import row_filter
from dataaudit.store.parts import part_columns, scan_parts

PAGE = 50
"""Rows of a page."""
_CHOICES = 8
"""Choices whose row ids are kept."""
SHOWN = (
    "row_id", "file", "position", "kept", "dropped_by", "duplicate_of", "similarity", "split", "label",
    "label_suggested", "label_issue_score", "language", "topic", "quality_score", "tokens", "chars", "flags",
)  # fmt: skip
"""Columns that a table shows."""


class RowStore:
    """The rows of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chosen: OrderedDict[tuple[tuple[str, str], ...], pl.Series] = OrderedDict()
        self._looking = Lock()

    @cached_property
    def columns(self) -> list[str]:
        """Columns of the rows."""
        return part_columns(self.folder, "rows")

    @cached_property
    def numbers(self) -> list[str]:
        """Columns of numbers."""
        schema = scan_parts(self.folder, "rows").collect_schema()
        skipped = {"row_id", "duplicate_of", "position"}
        return [
            name for name, kind in schema.items() if kind.is_numeric() and name[:5] != "hash_" and name not in skipped
        ]

    def chosen(self, asked: Mapping[str, str]) -> pl.Series:
        """Ids of the rows that an address asks for, in the order in which they are shown.

        Raises:
            InputError: See ``row_filter``.
        """
        key = tuple(sorted(asked.items()))
        with self._looking:
            return self._found(key, asked)

    def _found(self, key: tuple[tuple[str, str], ...], asked: Mapping[str, str]) -> pl.Series:
        if key not in self._chosen:
            choice = row_filter(asked, self.columns, self.numbers)
            columns = ["row_id", *([choice.sort] if choice.sort else [])]
            rows = scan_parts(self.folder, "rows").filter(choice.expression).select(columns).collect(engine="streaming")
            if choice.sort:  # by one key of a frame in row order: an eighth of the time of a sort by two
                rows = rows.sort(choice.sort, descending=choice.descending, nulls_last=True, maintain_order=True)
            self._chosen[key] = rows["row_id"]
            while len(self._chosen) > _CHOICES:
                self._chosen.popitem(last=False)
        self._chosen.move_to_end(key)
        return self._chosen[key]

    def rows(self, row_ids: Sequence[int], columns: Sequence[str] = SHOWN) -> list[dict[str, Any]]:
        """Some rows, in the order of the ids.

        Raises:
            InputError: One is not there.
        """
        known = [name for name in columns if name in self.columns]
        wanted = pl.Series("row_id", list(row_ids), pl.UInt64)
        low, high = (min(row_ids), max(row_ids)) if row_ids else (0, 0)
        near = pl.col("row_id").is_between(low, high)  # parts beyond are not read
        table = scan_parts(self.folder, "rows").filter(near & pl.col("row_id").is_in(wanted.implode())).select(known)
        found = {row["row_id"]: row for row in table.collect().to_dicts()}
        for row_id in row_ids:
            if row_id not in found:
                message = f"there is no row {row_id}; it may be in quarantine/"
                raise InputError(message)
        return [found[row_id] for row_id in row_ids]

    def values(self, column: str, most: int = 200) -> list[tuple[str | None, int]]:
        """The values of a column with their rows, the most frequent first."""
        if column not in self.columns:
            return []
        counts = scan_parts(self.folder, "rows").group_by(column).len().sort(["len", column], descending=[True, False])
        return list(counts.head(most).collect(engine="streaming").iter_rows())
