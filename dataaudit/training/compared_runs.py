"""Puts several runs side by side: the best first, failed ones last, and runs that differ in their seed as a band."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dataaudit.findings.finding import Result

RUNS = {
    "run": pl.String,
    "group": pl.String,
    "steps": pl.Float64,
    "train_last": pl.Float64,
    "train_lowest": pl.Float64,
    "validation_last": pl.Float64,
    "validation_lowest": pl.Float64,
    "lowest_step": pl.Float64,
    "failed": pl.Boolean,
    "findings": pl.String,
}
"""Columns of the table of runs; losses that a run does not have, or that are nowhere finite, are null."""
BANDS = {
    "group": pl.String,
    "runs": pl.Int64,
    "metric": pl.String,
    "mean": pl.Float64,
    "deviation": pl.Float64,
    "lowest": pl.Float64,
    "highest": pl.Float64,
}
"""Columns of the table of bands."""
_SEED = re.compile(r"(?i)(?<![a-z])(seed|rng|replicate|repeat|rep|fold)([-_=.: ]?)\d+")
_FEWEST = 2


def compared_runs(curves: Mapping[str, pl.DataFrame], findings: Sequence[Result]) -> pl.DataFrame:
    """One row a run, the best one first.

    Runs are ordered by their lowest validation loss where all that did not fail have one, by their last training loss
    otherwise; a run with a finding of severity error has failed and comes last.

    Args:
        curves: ``CURVES`` by run.
        findings: Of all runs.

    Returns:
        ``RUNS``.
    """
    rows = [_row(run, table, findings) for run, table in curves.items()]
    table = pl.DataFrame(rows, RUNS, orient="row")
    sound = table.filter(~pl.col("failed"))
    key = "train_last" if sound["validation_lowest"].null_count() else "validation_lowest"
    return table.sort("failed", key, nulls_last=True, maintain_order=True)


def bands(runs: pl.DataFrame) -> pl.DataFrame:
    """Mean, standard deviation, and range of the losses of runs that differ in their seed, without failed ones.

    Args:
        runs: As ``compared_runs`` makes them.

    Returns:
        ``BANDS``; empty where no two runs differ in their seed alone.
    """
    rows = []
    for (group,), part in runs.filter(~pl.col("failed")).group_by("group", maintain_order=True):
        for metric in ("train_last", "validation_lowest"):
            values = part[metric].drop_nulls()
            if part.height >= _FEWEST == min(_FEWEST, len(values)):
                rows.append([group, len(values), metric, values.mean(), values.std(), values.min(), values.max()])
    return pl.DataFrame(rows, BANDS, orient="row")


def group_of(run: str) -> str:
    """The name of a run without the number of its seed.

    Examples:
        >>> group_of("lr3e-4_seed2.log"), group_of("train.log")
        ('lr3e-4_seed*.log', 'train.log')
    """
    return _SEED.sub(r"\1\2*", run)


def _row(run: str, curves: pl.DataFrame, findings: Sequence[Result]) -> list[Any]:
    kept = curves.filter(~pl.col("superseded"))
    told = [one for one in findings if one.where.get("run") == run and one.status == "found" and one.severity != "info"]
    train, held = _losses(kept, "train"), _losses(kept, "validation")
    lowest = held.filter(pl.col("value") == pl.col("value").min())
    return [
        run,
        group_of(run),
        kept["step"].max() if kept.height else None,
        train["value"].last() if train.height else None,
        train["value"].min(),
        held["value"].last() if held.height else None,
        held["value"].min(),
        lowest["step"].first() if lowest.height else None,
        any(one.severity == "error" for one in told),
        ", ".join(dict.fromkeys(one.name for one in told)),
    ]


def _losses(curves: pl.DataFrame, split: str) -> pl.DataFrame:
    """The finite points of a side's loss."""
    own = pl.col("split").str.split(":").list.first() == split
    return curves.filter(own, pl.col("metric") == "loss", pl.col("value").is_finite())
