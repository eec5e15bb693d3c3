"""Spikes of a loss: points far above the ones just before, and how soon the loss recovers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.findings.finding import Facts
from dataaudit.findings.training.curve import Curve
from dataaudit.kernels.robust_statistics import spread, trailing_median, trailing_spread

WINDOW = 50
FEW = 5
"""Fewest points before a spike."""
_FACTORS = 5.0
"""Least rise of the logarithm of the loss in a spike, in its spreads."""
_STEPS, _BEFORE, _SOON = 20, 5, 10
"""Steps of a curve that show its usual ones; points that a jump must stand above; points within which it must fall."""
_CALM = 3.0
"""Spread of the steps after a jump, in spreads of those before it, above which something else began there."""
_USUAL, _LEAST = 16.0, 1.25
"""Least height of a jump in spreads of usual steps, and as a factor (of a positive loss)."""
_SPARSE = 8 * WINDOW
"""Points of a curve whose trailing window is a large part of it: longer ones are flat within theirs."""
LONGEST = 100
"""Points within which the loss must recover for its rise to be a spike."""


@dataclass(frozen=True, slots=True)
class Spike:
    """One spike.

    Attributes:
        place: Index of its highest point in the curve.
        begin: Index of its first point.
        step: Step of its first point.
        value: Highest loss in it.
        level: Median of the points before it.
        recovered: Points until the loss recovers, or None if it never does.
        sure: Whether a full window of points precedes it.
    """

    place: int
    begin: int
    step: float
    value: float
    level: float
    recovered: int | None
    sure: bool


def find_spikes(one: Curve, relative: float, spreads: float) -> list[Spike]:
    """Find the spikes of a curve of finite points.

    A point starts a spike if it exceeds the median of the fifty points before it by more than ``spreads`` times their
    spread, by more than ``relative`` of their level and by more than four times the ninetieth percentile of all rises
    above a usual point. If the loss is positive, its logarithm must also rise by five times its spread, so that the
    heavy-tailed loss of small batches has no spikes. With fewer than fifty points before it, twice the spreads and five
    times the share of the level are required. On a steep curve, where the points before differ too much for that, a
    jump counts that stands out among the steps from point to point and falls back within ten points.

    Args:
        one: In the order in which it was logged.
        relative: Least rise as a share of the level.
        spreads: Least rise in spreads.
    """
    values = one.values
    if len(values) <= FEW:
        return []
    level, scale = trailing_median(values, WINDOW), trailing_spread(values, WINDOW)
    level[:FEW], scale[:FEW] = np.nan, np.nan
    with np.errstate(invalid="ignore"):
        rise = values - level
        # A falling loss is below its trailing median, so a usual rise is measured against a usual point.
        upward = (rise - np.nanmedian(rise))[rise > np.nanmedian(rise)]
        usual = 4 * float(np.quantile(upward, 0.9)) if len(upward) >= 20 else 0.0
        few = np.arange(len(values)) < WINDOW
        least = np.maximum(np.where(few, 2, 1) * spreads * scale, np.where(few, 5, 1) * relative * np.abs(level))
        high = rise > np.maximum(least, usual)
    if (values > 0).all():
        # Near zero the noise of a loss is multiplicative, so a rise must stand out in its logarithm too.
        factors = np.log(values)
        with np.errstate(invalid="ignore"):
            high &= factors - trailing_median(factors, WINDOW) > _FACTORS * trailing_spread(factors, WINDOW)
        high |= _jumps(factors) if len(factors) <= _SPARSE else False
    spikes: list[Spike] = []
    place = 0
    while place < len(values):
        if not high[place]:
            place += 1
            continue
        height = max(rise[place], 0.0)
        back = level[place] + max(2 * scale[place], 0.25 * height)
        after = np.flatnonzero(values[place + 1 :] <= back)
        length = int(after[0]) + 1 if len(after) else None
        end = min(place + (length or LONGEST), len(values))
        top = place + int(np.argmax(values[place:end]))
        recovered = length if length is not None and length <= LONGEST else None
        spikes.append(
            Spike(
                top, place, float(one.steps[place]), float(values[top]), float(level[place]), recovered, place >= WINDOW
            )
        )
        place = end if length is None or length > LONGEST else place + length
    return spikes


def _jumps(factors: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Points where the logarithm of a loss jumps as it never does in the steps before, and soon falls back."""
    high = np.zeros(len(factors), np.bool_)
    calm = factors.copy()  # without the jumps that were found, whose steps would hide the next
    before = np.lib.stride_tricks.sliding_window_view(factors, _BEFORE)[:-1].max(axis=1)
    for place in (np.flatnonzero(factors[_BEFORE:] - before > np.log(_LEAST)) + _BEFORE).tolist():
        if place == _BEFORE:
            continue
        steps = np.diff(calm[max(0, place - 1 - _STEPS) : place])
        rise = calm[place] - calm[place - _BEFORE : place].max()
        off = np.abs(steps - np.median(steps))
        if rise <= max(float(np.log(_LEAST)), _USUAL * spread(steps), 4 * float(np.quantile(off, 0.9))):
            continue
        after = np.flatnonzero(calm[place + 1 : place + 1 + _SOON] <= calm[place - 1] + rise / 4)
        if len(after) and _calm(calm[place + 1 + int(after[0]) :], steps):
            high[place] = True
            calm[place : place + int(after[0]) + 1] = calm[place - 1]
    return high


def _calm(later: NDArray[np.float64], steps: NDArray[np.float64]) -> bool:
    """Whether a curve is as calm after a jump as before: a mean that begins again with an epoch is not."""
    noise = max(spread(steps), 1e-3)
    return len(later) <= _BEFORE or spread(np.diff(later[:_STEPS])) <= _CALM * noise


def whole_batches(facts: Facts, spikes: list[Spike]) -> list[Spike]:
    """Leave out spikes of batches with less than half the usual rows, such as the last batch of an epoch."""
    table = facts.tables.get("batches")
    if table is None or not table.height:
        return spikes
    sizes = table.group_by("step").len()
    usual = float(sizes["len"].median() or 0.0)  # type: ignore[arg-type]
    small = set(sizes.filter(pl.col("len") < usual / 2)["step"].to_list())
    return [spike for spike in spikes if spike.step not in small]
