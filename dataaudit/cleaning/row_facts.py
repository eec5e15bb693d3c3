"""What deciding about duplicates needs to know of every row, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.config.run_options import CleanOptions
from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.hex_hashes import hex_halves
from dataaudit.sources.splits import is_evaluation

NONE = np.int64(-1)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Facts of all rows, in row order.

    Attributes:
        row_ids: uint64, ascending.
        group: Number of the row's content, int64: equal for equal ``hash_row``, its own for a row without a text or
            where texts were not hashed.
        has_text: Whether the row has a text.
        label: Number of the label, -1 for none.
        domain: 0 for training data and rows without a split, another number for every evaluation split.
        rank: Place in the order of preference, 0 first; every row has its own.
        gone: Rows that a finding under ``clean.drop`` drops, whatever they duplicate.
    """

    row_ids: NDArray[np.uint64]
    group: NDArray[np.int64]
    has_text: NDArray[np.bool_]
    label: NDArray[np.int64]
    domain: NDArray[np.int64]
    rank: NDArray[np.int64]
    gone: NDArray[np.bool_]


def row_facts(rows: pl.DataFrame, flagged: NDArray[np.bool_], gone: NDArray[np.bool_], clean: CleanOptions) -> RowFacts:
    """Facts from signals.

    Args:
        rows: ``row_id, file, split, label`` and, where their stages ran, ``chars`` and the halves of ``hash_raw`` and
            ``hash_row``.
        flagged: Whether a finding of at least a warning flags the row on its own signals.
        gone: Rows that go in any case.
        clean: The ``clean`` section.
    """
    count = rows.height
    raw_high, raw_low = hash_halves(rows, "hash_raw")
    high, low = hash_halves(rows, "hash_row")
    hashed = "hash_row" in hash_columns(rows.columns)
    has_text = has_hash(rows, "hash_row") if hashed else np.ones(count, np.bool_)
    chars = rows["chars"].fill_null(0).to_numpy() if "chars" in rows.columns else np.zeros(count, np.int64)
    keys: list[NDArray[np.generic]] = []
    for word in clean.prefer:
        if word == "unflagged":
            keys.append(flagged)
        elif word == "source":
            keys.append(source_rank(rows["file"], clean.sources))
        else:
            keys.append(-chars.astype(np.int64))
    order = np.lexsort((rows["row_id"].to_numpy(), raw_low, raw_high, *reversed(keys)))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    return RowFacts(
        row_ids=rows["row_id"].to_numpy(),
        group=group_numbers(high, low, has_text) if hashed else np.arange(count),
        has_text=has_text,
        label=codes(rows["label"]),
        domain=evaluation_domains(rows["split"]),
        rank=rank,
        gone=gone,
    )


HIGH, LOW = ":high", ":low"
"""Behind a hash column's name: the halves of its hashes as numbers."""


def numeric_hashes(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns called ``hash_...`` of some rows as two columns of uint64 each; null stays null."""
    columns: list[pl.Series] = []
    for name in rows.columns:
        if name.startswith("hash_") and rows.schema[name] == pl.String:  # hash_sign_ratio counts hash signs
            values = rows[name].to_arrow().cast(pa.large_string())
            for half, numbers in zip((HIGH, LOW), hex_halves(*text_buffers(values)), strict=True):
                columns.append(pl.Series(name + half, pa.array(numbers, mask=values.is_null().to_numpy(False))))
    return pl.DataFrame(columns)


def hash_columns(names: Sequence[str]) -> list[str]:
    """Names of the hashes that rows hold as halves."""
    return [name.removesuffix(HIGH) for name in names if name.endswith(HIGH)]


def has_hash(rows: pl.DataFrame, column: str) -> NDArray[np.bool_]:
    """Whether a row has a hash: one a row."""
    return rows[column + HIGH].is_not_null().to_numpy()


def hash_halves(rows: pl.DataFrame, column: str) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The upper and lower 64 bits of a hash; zeros where it is null or missing."""
    if column + HIGH not in rows.columns:
        return np.zeros(rows.height, np.uint64), np.zeros(rows.height, np.uint64)
    return rows[column + HIGH].fill_null(0).to_numpy(), rows[column + LOW].fill_null(0).to_numpy()


def group_numbers(high: NDArray[np.uint64], low: NDArray[np.uint64], present: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Equal numbers for equal hashes, named by the first row of each group; rows without one stand alone."""
    group = np.arange(len(high))
    places = np.flatnonzero(present)
    order = places[np.lexsort((low[places], high[places]))]
    if not len(order):
        return group
    changes = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    starts = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(changes) + 1])
    sizes = np.diff(np.concatenate([starts, np.array([len(order)])]))
    group[order] = np.repeat(np.minimum.reduceat(order, starts), sizes)
    return group


def codes(column: pl.Series) -> NDArray[np.int64]:
    """A number for every distinct value of a column, -1 for null."""
    values = column.unique(maintain_order=True).drop_nulls()
    if not len(values):
        return np.full(len(column), NONE)
    numbers = dict(zip(values.to_list(), range(len(values)), strict=True))
    return column.replace_strict(numbers, default=-1, return_dtype=pl.Int64).to_numpy()


def evaluation_domains(splits: pl.Series) -> NDArray[np.int64]:
    """0 for rows that may be dropped for any other row, another number for every evaluation split."""
    names = [name for name in splits.unique(maintain_order=True).to_list() if is_evaluation(name)]
    numbers = {name: number for number, name in enumerate(names, start=1)}
    if not numbers:
        return np.zeros(len(splits), np.int64)
    return splits.replace_strict(numbers, default=0, return_dtype=pl.Int64).to_numpy()


def source_rank(files: pl.Series, patterns: Sequence[str]) -> NDArray[np.int64]:
    """The place of the first pattern that a row's file matches; behind all of them where none does."""
    ranks = {}
    for name in files.unique().to_list():
        matching = [place for place, pattern in enumerate(patterns) if fnmatchcase(name or "", pattern)]
        ranks[name] = matching[0] if matching else len(patterns)
    return files.replace_strict(ranks, default=len(patterns), return_dtype=pl.Int64).to_numpy()
