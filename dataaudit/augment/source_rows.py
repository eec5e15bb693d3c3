"""The rows that new ones are made of, read from a clean data set part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.cleaning.clean_dataset import RENAMED, ROW_ID
from dataaudit.sources.columns import Roles
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.leakage.items import Items
from dataaudit.store.run_directory import read_table

COLUMNS = (
    "row_id",
    "file",
    "position",
    "split",
    "label",
    "kept",
    "hash_text",
    "hash_loose",
    "leak_tier",
    "near_cluster",
)
"""Columns of ``rows/`` that are read where they are there."""


@dataclass(frozen=True, slots=True)
class SourceRows:
    """A finished clean data set.

    Attributes:
        folder: Of the run.
        roles: What its columns mean.
    """

    folder: Path
    roles: Roles

    def known(self) -> pl.DataFrame:
        """What the run says of every row, kept or not."""
        rows = pl.scan_parquet(self.folder / "rows" / "part-*.parquet")
        there = set(rows.collect_schema().names())
        return rows.select([name for name in COLUMNS if name in there]).collect()

    @property
    def schema(self) -> pa.Schema:
        """Original columns, by their own names but for one called ``row_id``."""
        path = min((self.folder / "clean").glob("part-*.parquet"))
        schema: pa.Schema = read_table(path).schema
        return pa.schema([one for one in schema if one.name != ROW_ID], metadata=schema.metadata)

    def parts(self, wanted: set[int]) -> Iterator[tuple[list[int], pa.Table]]:
        """Ids and original columns of some kept rows, in order, a part at a time."""
        for path in sorted((self.folder / "clean").glob("part-*.parquet")):
            table = read_table(path)
            ids = table.column(ROW_ID).to_pylist()
            places = [place for place, one in enumerate(ids) if one in wanted]
            if places:
                yield [ids[place] for place in places], table.drop_columns([ROW_ID]).take(pa.array(places))

    def texts(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        """Row id and whole text of some kept rows."""
        for ids, table in self.parts(wanted):
            for row_id, row in zip(ids, table.to_pylist(), strict=True):
                text = self.text_of(row)
                if text is not None:
                    yield row_id, text

    def text_of(self, row: Mapping[str, Any]) -> str | None:
        """The whole text of a row."""
        return self.roles.text.of_object(_own_names(row))

    def evaluation_items(self, rows: pl.DataFrame) -> Items:
        """The kept rows of evaluation splits."""
        items = Items()
        chosen = rows.filter(pl.col("split").map_elements(is_evaluation, return_dtype=pl.Boolean))
        facts = {row_id: (file, position, split) for row_id, file, position, split in chosen.select(
            "row_id", "file", "position", "split").iter_rows()}  # fmt: skip
        for ids, table in self.parts(set(facts)):
            for row_id, row in zip(ids, table.to_pylist(), strict=True):
                file, position, split = facts[row_id]
                own = _own_names(row)
                turns = self.roles.turns.of_object(own) if self.roles.turns else None
                items.add(self.roles.text.of_object(own), turns, f"{file or 'row'}:{position}", split, row_id)
        return items


def _own_names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {ROW_ID if name == RENAMED else name: value for name, value in row.items()}


def training_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that new ones may be made of: kept, no leak, and of no evaluation split where there are others."""
    kept = rows.filter(pl.col("kept"))
    evaluation = (
        pl.col("split").map_elements(is_evaluation, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=False)
    )
    own = kept.filter(~evaluation)
    if not own.height:
        own = kept  # a test split alone is data like any other
    return own.filter(pl.col("leak_tier").is_null()) if "leak_tier" in own.columns else own


def has_evaluation(rows: pl.DataFrame) -> bool:
    """Whether some of the kept rows are for evaluation, and some are not."""
    splits = rows.filter(pl.col("kept"))["split"].unique().to_list()
    told = [is_evaluation(one) for one in splits]
    return any(told) and not all(told)


def hashes(rows: pl.DataFrame, column: str) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """First halves of the hashes of all rows, sorted; none where they were not made."""
    if column not in rows.columns:
        return np.zeros(0, np.uint64)
    halves = [int(one[:16], 16) for one in rows[column].drop_nulls().to_list()]
    return np.unique(np.array(halves, np.uint64))
