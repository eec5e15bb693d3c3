"""The monitor's table of gradients by parameter, as findings read it."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts

FEWEST = 5
"""Sampled steps below which nothing is said about parameters."""


def weights(facts: Facts) -> pl.DataFrame:
    """Rows of trainable weight matrices that are no embeddings."""
    return facts.tables["gradients"].filter(pl.col("trainable"), pl.col("dimensions") >= 2, ~pl.col("embedding"))


def sampled(table: pl.DataFrame) -> int:
    """Steps that a table has."""
    return table["step"].n_unique()


def listed(names: list[str], most: int = 3) -> str:
    """Names for a message: the first ones, and how many more.

    Examples:
        >>> listed(["a", "b", "c", "d"])
        'a, b, c and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
