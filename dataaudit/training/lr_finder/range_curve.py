"""Reads steepest descent, valley and divergence from losses over growing learning rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dataaudit.kernels.robust_statistics import spread

Floats = npt.NDArray[np.float64]

BETA = 0.9
"""Weight of the past in the smoothed loss."""
SKIPPED = 0.1
"""Share of the first points that is ignored."""


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """The result of one seed's range test.

    Attributes:
        rates: Learning rates, growing by a constant factor.
        losses: One per rate; the last may not be finite.
        smooth: Bias-corrected exponential mean of the losses.
        steepest: Rate at which the loss falls fastest per decade, or None if it never falls.
        valley: Rate two thirds into the longest fall, or None.
        divergence: Rate at which the loss has regained a quarter of its fall, or None.
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

    The slope is taken against the logarithm of the rate, because a slope against the rate itself, on a geometric grid,
    is biased towards small rates. It is the slope of a line fitted to a window of nine points.

    Args:
        rates: Growing by a constant factor.
        losses: One per rate.

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
    """Whether the best five consecutive losses are below the first third by more than chance allows."""
    windows = np.lib.stride_tricks.sliding_window_view(losses, 5)
    lowest = float(np.median(windows, axis=1).min())
    level = float(np.median(early))
    error = 1.25 * noise * (1 / 5 + 1 / len(early)) ** 0.5
    return bool(level - lowest > max(3.3 * error, 0.03 * abs(level)))


def smoothed(losses: Floats) -> Floats:
    """Return the bias-corrected exponential mean.

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
    """Return the slope of a line fitted around each point, with fewer points at the ends.

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
    """Return the indices of the longest decreasing subsequence.

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
