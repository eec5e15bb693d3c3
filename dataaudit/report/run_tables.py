"""The tables of a run that a report reads, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.findings.registry import find_finding
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import part_columns, part_paths, read_table, scan_parts


@dataclass(frozen=True)
class RunTables:
    """Tables of one run.

    Attributes:
        result: The run.
    """

    result: AuditResult

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self.result.path

    @cached_property
    def excerpts(self) -> dict[int, str | None]:
        """Masked excerpts by row id; None for a row without a text."""
        table = read_table(self.folder / "excerpts.parquet")
        return dict(zip(table.column("row_id").to_pylist(), table.column("excerpt").to_pylist(), strict=True))

    @cached_property
    def places(self) -> dict[int, dict[str, Any]]:
        """File, position, fate and signals of the rows that have an excerpt, by row id."""
        wanted = list(self.excerpts)
        read = {name for one in self.result.findings for name in find_finding(one.code).reads}
        own = ("row_id", "file", "position", "kept", "dropped_by", "duplicate_of", "similarity", "split", "label")
        columns = [*own, *sorted(read & set(self.columns) - set(own))]
        found: dict[int, dict[str, Any]] = {}
        for path in part_paths(self.folder, "rows"):
            part = pl.DataFrame(read_table(path, columns)).filter(pl.col("row_id").is_in(wanted))
            found |= {row["row_id"]: row for row in part.to_dicts()}
        return found

    def file_positions(self, row_ids: Sequence[int]) -> dict[int, str]:
        """``file:position`` of some rows, by row id."""
        rows = scan_parts(self.folder, "rows").filter(pl.col("row_id").is_in(list(set(row_ids))))
        found = rows.select("row_id", "file", "position").collect()
        return {row_id: f"{file}:{position}" if file else str(row_id) for row_id, file, position in found.iter_rows()}

    @cached_property
    def clusters(self) -> pl.DataFrame:
        """``clusters.parquet``."""
        return self.result.clusters()

    def summary(self, name: str) -> pl.DataFrame | None:
        """A table beside the rows, ``classes``, ``languages`` or ``tokenizer``; None where the run has none."""
        path = self.folder / f"{name}.parquet"
        return pl.DataFrame(read_table(path)) if path.is_file() else None

    @cached_property
    def columns(self) -> list[str]:
        """Columns of the rows."""
        return part_columns(self.folder, "rows")

    def signal(self, name: str) -> NDArray[np.generic]:
        """One signal of all rows, nulls left out."""
        pieces = [read_table(path, [name]).column(0).drop_null().to_numpy() for path in part_paths(self.folder, "rows")]
        return np.concatenate(pieces)

    @cached_property
    def kept_flags(self) -> dict[str, int]:
        """Kept rows by the code of a finding that flags them."""
        kept = scan_parts(self.folder, "rows").filter(pl.col("kept")).select(pl.col("flags").explode().drop_nulls())
        return dict(kept.group_by("flags").len().collect(engine="streaming").iter_rows())

    def losses(self) -> list[tuple[str, int]]:
        """Rows by the code that dropped them, most first."""
        counts: dict[str, int] = {}
        for path in part_paths(self.folder, "rows"):
            for code, count in pl.DataFrame(read_table(path, ["dropped_by"]))["dropped_by"].value_counts().iter_rows():
                if code is not None:
                    counts[code] = counts.get(code, 0) + count
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
