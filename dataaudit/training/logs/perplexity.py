"""The loss of a log that prints perplexities alone: their logarithm, by definition."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dataaudit.training.logs.run_log import RawRun

Roles = dict[str, tuple[str, str]]


def with_logarithms(raw: RawRun, roles: Roles) -> tuple[RawRun, Roles]:
    """A run and its roles, with ``ln(NAME)`` as the loss beside every perplexity where no side has a loss.

    A perplexity below 1 has none; an infinite one has an infinite one.
    """
    told = [name for name, (_, metric) in roles.items() if metric == "perplexity"]
    lossy = any(metric == "loss" or metric.startswith(("part_loss", "other_loss")) for _, metric in roles.values())
    if lossy or not any(roles[name][0] == "train" for name in told):
        return raw, roles
    values = {name: pl.col(name).cast(pl.Float64) for name in told}
    logarithms = [
        pl.when(value.is_nan() | (value >= 1)).then(value.log()).alias(f"ln({name})") for name, value in values.items()
    ]
    named = {f"ln({name})": (roles[name][0], "loss") for name in told}
    return replace(raw, frame=raw.frame.with_columns(logarithms)), roles | named
