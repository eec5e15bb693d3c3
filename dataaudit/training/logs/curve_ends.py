"""Says of every curve of a log where it begins and ends, so that a reading can be compared with the log."""

from __future__ import annotations

from typing import Any

import polars as pl

_SHOWN = ("loss",)


def curve_ends(curves: pl.DataFrame) -> list[dict[str, Any]]:
    """One record a curve: ``split``, ``metric``, ``column``, ``points``, steps and values of the first and last one.

    Args:
        curves: ``CURVES``; superseded points are left out.

    Returns:
        Curves in the order of the table; ``not_finite`` counts points that are NaN or infinite.

    Examples:
        >>> from dataaudit.training.logs.run_log import CURVES
        >>> row = ["train", "loss", "loss", 1.0, 2.5, 0, False]
        >>> curve_ends(pl.DataFrame([row, [*row[:3], 2.0, 2.25, 1, False]], CURVES, orient="row"))[0]["last"]
        2.25
        >>> curve_ends(pl.DataFrame(schema=CURVES))
        []
    """
    kept = curves.filter(~pl.col("superseded"))
    return (
        kept.group_by("split", "metric", "column", maintain_order=True)
        .agg(
            pl.len().alias("points"),
            pl.col("step").first().alias("first_step"),
            pl.col("step").last().alias("last_step"),
            pl.col("value").first().alias("first"),
            pl.col("value").last().alias("last"),
            (~pl.col("value").is_finite()).sum().alias("not_finite"),
        )
        .to_dicts()
    )


def told_ends(curves: pl.DataFrame, most: int = 4) -> list[str]:
    """A sentence a curve of a loss, at most ``most``."""
    losses = [one for one in curve_ends(curves) if one["metric"] in _SHOWN][:most]
    return [
        f"{one['split']}/{one['metric']}: {one['points']:,} point{'s' * (one['points'] != 1)}, "
        f"{one['first']:g} at {one['first_step']:,g} to {one['last']:g} at {one['last_step']:,g}"
        for one in losses
    ]
