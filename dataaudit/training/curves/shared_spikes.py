"""Finds spikes that two runs have at the same steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from dataaudit.findings.finding import Facts
from dataaudit.findings.training.curve import curve
from dataaudit.findings.training.spikes import find_spikes
from dataaudit.kernels.robust_statistics import shared_by_chance
from dataaudit.training.logs.run_log import RunLog

COINCIDENCES: dict[str, Any] = {
    "other": pl.String,
    "shared": pl.Int64,
    "steps": pl.List(pl.Float64),
    "chance": pl.Float64,
}
"""Columns: another run, the number of shared spikes, their steps, and the probability of so many by chance."""
_FEWEST = 2


def coincidences(logs: Sequence[RunLog], relative: float = 0.05, spreads: float = 8.0) -> dict[str, pl.DataFrame]:
    """Find, for every run, the runs that spike at the same steps.

    Only steps that both logs contain count; the probability is that of two random draws (hypergeometric).

    Args:
        logs: The runs.
        relative: See loss-spike.
        spreads: See loss-spike.

    Returns:
        One table per run, by name.
    """
    seen = {}
    for log in logs:
        train = curve(_facts(log), "train").finite()
        found_here = [spike for spike in find_spikes(train, relative, spreads) if spike.recovered is not None]
        seen[log.name] = (set(train.steps.tolist()), {spike.step for spike in found_here}, log.unit)
    found: dict[str, pl.DataFrame] = {}
    for name, (steps, spikes, unit) in seen.items():
        rows: list[dict[str, Any]] = []
        for other, (other_steps, other_spikes, other_unit) in seen.items():
            if other == name or unit != other_unit:
                continue
            common = steps & other_steps
            ours, theirs = spikes & common, other_spikes & common
            both = sorted(ours & theirs)
            if len(both) >= _FEWEST:
                chance = shared_by_chance(len(ours), len(theirs), len(both), len(common))
                rows.append(
                    {"other": other, "shared": len(both), "steps": both, "chance": float(np.clip(chance, 0, 1))}
                )
        found[name] = pl.DataFrame(rows, schema=COINCIDENCES)
    return found


def _facts(log: RunLog) -> Facts:
    return Facts(rows=0, read=0, metrics={}, tables={"curves": log.curves}, flagged={})
