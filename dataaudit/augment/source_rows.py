"""The rows that new ones are made of, read from a clean data set part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dataaudit.augment.guards.distinct import half
from dataaudit.cleaning.clean_dataset import RENAMED, ROW_ID
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.splits import is_evaluation
from dataaudit.stages.leakage.similar import item_hashes
from dataaudit.store.parts import part_paths, read_table, scan_parts

Halves = NDArray[np.uint64]
COLUMNS = ("row_id", "split", "label", "kept", "hash_text", "hash_loose", "leak_tier", "near_cluster")
"""Columns of ``rows/`` that are read where they are there."""


@dataclass(frozen=True, slots=True)
class SourceRows:
    """A finished clean data set.

    Attributes:
        folder: Of the run.
        roles: What its columns mean.
        edited: Whether texts were edited when they were cleaned, so that the run's hashes are not theirs.
        more: Further columns that are read beside those of the text.
    """

    folder: Path
    roles: Roles
    edited: bool = False
    more: tuple[str, ...] = ()

    def known(self) -> pl.DataFrame:
        """What the run says of every row, kept or not."""
        rows = scan_parts(self.folder, "rows")
        there = set(rows.collect_schema().names())
        return rows.select([name for name in COLUMNS if name in there]).collect()

    @property
    def schema(self) -> pa.Schema:
        """Original columns, by their own names but for one called ``row_id``; none of them a dictionary."""
        path = part_paths(self.folder, "clean")[0]
        schema = _plain(pq.read_schema(path))
        return pa.schema([one for one in schema if one.name != ROW_ID], metadata=schema.metadata)

    def parts(self, wanted: set[int]) -> Iterator[tuple[list[int], pa.Table]]:
        """Ids and original columns of some kept rows, in order, a part at a time."""
        for path in part_paths(self.folder, "clean"):
            ids = read_table(path, [ROW_ID]).column(0).to_pylist()
            places = [place for place, one in enumerate(ids) if one in wanted]
            if places:
                table = read_table(path).take(pa.array(places)).drop_columns([ROW_ID])
                yield [ids[place] for place in places], table.cast(_plain(table.schema))

    def records(self, table: pa.Table) -> list[dict[str, Any]]:
        """Rows of such a table, of the columns that are read only."""
        read = {RENAMED if name == ROW_ID else name for name in (*self.roles.text.columns, *self.more)}
        return list(table.select([name for name in table.schema.names if name in read]).to_pylist())

    def texts(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        """Row id and whole text of some kept rows."""
        for ids, table in self.parts(wanted):
            for row_id, row in zip(ids, self.records(table), strict=True):
                text = self.text_of(row)
                if text is not None:
                    yield row_id, text

    def text_of(self, row: Mapping[str, Any]) -> str | None:
        """The whole text of a row."""
        return self.roles.text.of_object(_own_names(row))

    def hashes(self, rows: pl.DataFrame) -> tuple[Halves, Halves]:
        """First halves of the hashes of all texts, sorted: as they are, and without case, punctuation and white space.

        Args:
            rows: What the run says of every row. Where it made no hashes, or texts were edited since, the kept texts
                are hashed.
        """
        if self.edited or "hash_loose" not in rows.columns:
            kept = set(rows.filter(pl.col("kept"))["row_id"].to_list())
            exact: list[str | None] = []
            loose: list[str | None] = []
            for _, table in self.parts(kept):
                texts = [self.text_of(row) for row in self.records(table)]
                for side, told in zip((exact, loose), item_hashes(pa.array(texts, pa.large_string())), strict=True):
                    side += told.to_pylist()
        else:
            exact, loose = rows["hash_text"].to_list(), rows["hash_loose"].to_list()
        return _halves(exact), _halves(loose)


def _own_names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {ROW_ID if name == RENAMED else name: value for name, value in row.items()}


def training_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that new ones may be made of: kept, no leak, and of no evaluation split where there are others."""
    evaluation = (
        pl.col("split").map_elements(is_evaluation, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=False)
    )
    own = rows.filter(~evaluation)
    if not own.height:
        own = rows  # a test split alone is data like any other
    own = own.filter(pl.col("kept"))
    return own.filter(pl.col("leak_tier").is_null()) if "leak_tier" in own.columns else own


def _plain(schema: pa.Schema) -> pa.Schema:
    """A schema whose dictionaries are the values that they stand for."""
    fields = [one.with_type(one.type.value_type) if pa.types.is_dictionary(one.type) else one for one in schema]
    return pa.schema(fields, metadata=schema.metadata)


def _halves(hashes: list[str | None]) -> Halves:
    return np.unique(np.array([half(one) for one in hashes if one is not None], np.uint64))
