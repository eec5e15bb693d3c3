"""Chooses which clean rows a model trains on and which are held out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from dataaudit.sources.splits import is_evaluation

Ids = np.ndarray[Any, np.dtype[np.uint64]]

HELD_OUT = 0.1
"""Share of the rows that are held out."""
FEWEST = 100
"""Fewest rows to train on."""
_CLUSTERS = ("near_cluster", "embedding_cluster")


@dataclass(frozen=True, slots=True)
class ChosenRows:
    """Chosen rows, in the order in which they are used until the budget is spent.

    Attributes:
        train: Row ids.
        held_out: Row ids; none is in a duplicate cluster.
    """

    train: Ids
    held_out: Ids


def choose_rows(rows: pl.DataFrame, most: int, seed: int) -> ChosenRows:
    """Choose rows at random, independent of their order.

    Held-out rows come from the evaluation splits if there are any, otherwise from a share of the other rows.

    Args:
        rows: ``row_id`` and, if known, ``split`` and duplicate clusters.
        most: Most rows to train on.
        seed: Seed of the choice.
    """
    ordered = rows.with_columns(order=scattered(rows["row_id"].to_numpy(), seed)).sort("order")
    lonely = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(name).is_null() for name in _CLUSTERS if name in rows.columns)
    )
    evaluation = [name for name in ordered["split"].unique().to_list() if is_evaluation(name)]
    if ordered["split"].is_in(evaluation).fill_null(value=False).all():
        evaluation = []  # a test split alone is ordinary data
    own = ordered.filter(pl.col("split").is_in(evaluation) & lonely)["row_id"].to_numpy()
    rest = ordered.filter(~pl.col("split").is_in(evaluation).fill_null(value=False))
    wanted = max(round(HELD_OUT * min(most, ordered.height)), 32)
    if len(own) >= min(wanted, 100):
        return ChosenRows(rest["row_id"].to_numpy()[:most], own[:wanted])
    held = rest.filter(lonely)["row_id"].to_numpy()[:wanted]
    train = rest.filter(~pl.col("row_id").is_in(held.tolist()))["row_id"].to_numpy()[:most]
    return ChosenRows(train, held)


def scattered(row_ids: Ids, seed: int) -> Ids:
    """Return a reproducible random number for every row id.

    Source: SplitMix64, Steele et al. 2014.
    """
    with np.errstate(over="ignore"):
        mixed = row_ids.astype(np.uint64) + np.uint64(seed + 1) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def texts_of(
    wanted: Sequence[int], texts: Iterable[tuple[int, str | None]], usable: Callable[[str], bool] = bool
) -> dict[int, str]:
    """Return the texts of some rows by row id; rows without a text are skipped."""
    ids = set(wanted)
    return {row_id: text for row_id, text in texts if row_id in ids and text is not None and usable(text)}
