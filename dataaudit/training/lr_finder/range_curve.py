"""What a curve of losses over growing learning rates tells: steepest descent, valley, divergence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dataaudit.kernels.robust_statistics import spread

Floats = npt.NDArray[np.float64]

BETA = 0.9
"""Weight of the past in the smoothed loss."""
SKIPPED = 0.1
"""Share of the points at the beginning that are not looked at."""


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """What one seed's range test tells.

    Attributes:
        rates: Learning rates, growing by a constant factor.
        losses: As many, the last perhaps not finite.
        smooth: Exponential mean of the losses, corrected for its begin.
        steepest: Rate at which the loss falls fastest per decade, or None without descent.
        valley: Rate two thirds into the longest fall, or None.
        divergence: Rate from which the loss is a quarter of its way back up, or None.
        at_edge: Whether the loss still falls at the highest rate.
    """

    rates: Floats
    losses: Floats
    smooth: Floats
    steepest: float | None
    valley: float | None
    divergence: float | None
    at_edge: bool


def read_range(rates: Floats, losses: Floats) -> RangeCurve:
    """Read a range test.

    The slope is taken against the logarithm of the rate: against the rate itself, on a grid of constant factors, it is
    drawn to the small end. It is that of a straight line over a window of nine points.

    Args:
        rates: Growing by a constant factor.
        losses: As many.

    Examples:
        >>> rates = np.logspace(-5, 1, 61)
        >>> losses = np.where(rates < 1e-3, 2.0, np.maximum(0.5, 2.0 - np.log10(rates / 1e-3)))
        >>> found = read_range(rates, losses)
        >>> 1e-3 < found.steepest < 1e-1, found.divergence
        (True, None)
    """
    finite = np.isfinite(losses)
    count = int(np.argmin(finite)) if not finite.all() else len(losses)
    smooth = smoothed(losses[:count])
    broke = count < len(losses)
    if count < 10:
        divergence = float(rates[count]) if broke else None
        return RangeCurve(rates, losses, smooth, None, None, divergence, at_edge=False)
    begin = int(SKIPPED * count)
    lowest = begin + int(np.argmin(smooth[begin:]))
    early = losses[: max(5, count // 3)]
    first, best = float(np.median(early)), float(smooth[lowest])
    fall, noise = first - best, spread(early)
    risen = np.flatnonzero(smooth[lowest:] > best + 0.25 * max(fall, 3 * noise, 1e-12))
    divergence = float(rates[lowest + risen[0]]) if len(risen) else (float(rates[count]) if broke else None)
    if not _falls(losses[:count], early, noise):
        if not broke and smooth[-1] <= first + 5 * noise:
            divergence = None
        return RangeCurve(rates, losses, smooth, None, None, divergence, at_edge=False)
    end = max(lowest + 1, begin + 5)
    slopes = local_slopes(np.log10(rates[:count]), smooth, 9)
    steepest = begin + int(np.argmin(slopes[begin:end]))
    chain = longest_fall(smooth[begin:end])
    valley = begin + chain[round((len(chain) - 1) * 2 / 3)]
    return RangeCurve(
        rates, losses, smooth, float(rates[steepest]), float(rates[valley]), divergence,
        at_edge=divergence is None and lowest >= count - 3,
    )  # fmt: skip


def _falls(losses: Floats, early: Floats, noise: float) -> bool:
    """Whether five losses in a row lie below the first third by more than chance, the best five of many, allows."""
    windows = np.lib.stride_tricks.sliding_window_view(losses, 5)
    lowest = float(np.median(windows, axis=1).min())
    level = float(np.median(early))
    error = 1.25 * noise * (1 / 5 + 1 / len(early)) ** 0.5
    return bool(level - lowest > max(3.3 * error, 0.03 * abs(level)))


def smoothed(losses: Floats) -> Floats:
    """Exponential mean, corrected for its begin.

    Examples:
        >>> smoothed(np.array([2.0, 2.0, 2.0])).round(6).tolist()
        [2.0, 2.0, 2.0]
    """
    found = np.empty(len(losses))
    mean = 0.0
    for place, loss in enumerate(losses):
        mean = BETA * mean + (1 - BETA) * loss
        found[place] = mean / (1 - BETA ** (place + 1))
    return found


def local_slopes(places: Floats, values: Floats, window: int) -> Floats:
    """Slope of the straight line through the points around each point, fewer at the ends.

    Examples:
        >>> local_slopes(np.arange(5.0), 2 * np.arange(5.0), 3).tolist()
        [2.0, 2.0, 2.0, 2.0, 2.0]
    """
    half = window // 2
    found = np.zeros(len(values))
    for place in range(len(values)):
        low, high = max(0, place - half), min(len(values), place + half + 1)
        x, y = places[low:high] - places[low:high].mean(), values[low:high]
        found[place] = float(x @ y / (x @ x)) if high - low > 1 else 0.0
    return found


def longest_fall(values: Floats) -> list[int]:
    """Places of the longest decreasing subsequence: its own places, not as many from its end.

    Examples:
        >>> longest_fall(np.array([5.0, 9.0, 4.0, 3.0, 8.0, 1.0]))
        [0, 2, 3, 5]
    """
    length, before = np.ones(len(values), dtype=int), np.full(len(values), -1)
    for place in range(1, len(values)):
        lower = np.flatnonzero(values[:place] > values[place])
        if len(lower):
            best = lower[np.argmax(length[lower])]
            length[place], before[place] = length[best] + 1, best
    place = int(np.argmax(length))
    chain = []
    while place >= 0:
        chain.append(place)
        place = int(before[place])
    return chain[::-1]
