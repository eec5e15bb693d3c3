"""The monitor's gradient table, by parameter, as findings read it."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts

FEWEST = 5
"""Fewest sampled steps needed to judge parameters."""


def weights(facts: Facts) -> pl.DataFrame:
    """Return the rows of trainable weight matrices, without embeddings."""
    return facts.tables["gradients"].filter(pl.col("trainable"), pl.col("dimensions") >= 2, ~pl.col("embedding"))


def sampled(table: pl.DataFrame) -> int:
    """Return the number of distinct steps in a table."""
    return table["step"].n_unique()


def listed(names: list[str], most: int = 3) -> str:
    """Join names for a message: the first ones, and how many more.

    Examples:
        >>> listed(["a", "b", "c", "d"])
        'a, b, c and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
