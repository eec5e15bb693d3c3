"""What columns hold that nothing else reads: missing and distinct values, repeated ones, categories by split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import polars as pl
import pyarrow as pa

from dataaudit.stages.columns.column_values import HELD, SPELLED, TEXT
from dataaudit.stages.columns.result_schemas import COLUMNS
from dataaudit.stages.contract import NOTHING_ADDED, SignalStore

_MOST = 100
"""Distinct values that a column of categories has at most."""
_REPEATED = 2
"""How often a category occurs on average, at least, where its spelling is compared."""
_OFTEN = 3
"""How often a category occurs on average, at least, in every split that is compared."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Corpus stage ``columns``.

    Attributes:
        columns: Names of the columns.
        words: Those that hold words, which may be categories.
        name: ``columns``.

    One column is in memory at a time: 32 bytes a row, and what counting them takes.
    """

    columns: tuple[str, ...]
    words: tuple[str, ...]
    name: str = "columns"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        held = (*(HELD + column for column in self.columns), *(SPELLED + column for column in self.words))
        return ("file", "split", "row_digest", TEXT, *held)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("columns",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return NOTHING_ADDED

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        rows = pl.DataFrame(store.signals(["file", "split", "row_digest", TEXT]))
        # Numbers in place of the same few names in every row.
        rows = rows.with_columns(pl.col("file", "split").rank("dense").cast(pl.UInt32)).rename({TEXT: "text"})
        found = []
        for done, column in enumerate(self.columns):
            store.progress(done, len(self.columns))
            values = pl.DataFrame(store.signals([HELD + column])).to_series().rename("value")
            words = column in self.words
            told = profile(rows.with_columns(values), words=words)
            if words:
                letters = pl.DataFrame(store.signals([SPELLED + column])).to_series().rename("letters")
                told["spelled"] = _spelled(rows.with_columns(values, letters))
            found.append({"column": column, **told})
        store.write("columns", pa.Table.from_pylist(found, schema=COLUMNS))
        return {}


def profile(frame: pl.DataFrame, *, words: bool) -> dict[str, Any]:
    """The numbers of one column.

    Args:
        frame: ``file, split, row_digest, text, value``; 0 is a missing value.
        words: Whether its values are words.
    """
    given = frame.filter(pl.col("value") != 0)
    by_split = frame.group_by("split").agg(missing=(pl.col("value") == 0).mean())
    # Rows that are equal in every column are duplicates, and no matter of an identifier.
    again = (
        given.unique(["file", "value", "row_digest"])
        .group_by("file", "value")
        .agg(pl.len(), pl.col("text").n_unique().alias("texts"))
        .filter(pl.col("len") > 1)
    )
    again = again.filter((pl.col("texts") > 1).any())  # one that always has the same text is an identifier of texts
    return {
        "rows": frame.height,
        "missing": frame.height - given.height,
        "least_missing_share": by_split["missing"].min() if by_split.height else None,
        "distinct": given["value"].n_unique(),
        "repeated": int(again["len"].sum()),
        "apart": _apart(given) if words else None,
    }


def _spelled(frame: pl.DataFrame) -> bool | None:
    """Whether two splits write a category in different ways alone; None where the column has no categories.

    Args:
        frame: ``split, value, letters``: the value, and what is left of it without case, spaces and punctuation.
    """
    given = frame.filter(pl.col("letters") != 0)
    distinct = given["value"].n_unique()
    if given["split"].n_unique() < 2 or not 0 < distinct <= min(_MOST, given.height // _REPEATED):
        return None
    forms = given.group_by("letters", "split").agg(pl.col("value").unique())
    several = forms.group_by("letters").agg("value").filter(pl.col("value").list.len() > 1)
    return any(
        not set(one) & set(other) for groups in several["value"].to_list() for one, other in combinations(groups, 2)
    )


def _apart(given: pl.DataFrame) -> bool | None:
    """Whether a split has none of the categories of the largest one; None where nothing can be said."""
    splits = given.group_by("split").agg(pl.col("value").unique(), pl.len().alias("rows")).sort("rows", "split")
    if splits.height < 2 or splits["split"].null_count():
        return None
    distinct = given["value"].n_unique()
    usual = (splits["value"].list.len() * _OFTEN <= splits["rows"]).all() and distinct <= _MOST
    if not usual or splits["value"].list.len().max() == 1:  # of one value in every split it is the split's name
        return None
    largest = set(splits["value"].to_list()[-1])
    return any(not largest & set(values) for values in splits["value"].to_list()[:-1])
