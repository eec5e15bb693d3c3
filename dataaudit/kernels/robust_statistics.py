"""Statistics of a curve that single odd points cannot move: rolling medians, spread, slope, trend.

Every function takes finite float64 arrays; who calls them has taken NaN and infinity out before and told of them.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_NORMAL = 1.4826
"""MAD of a normal distribution times this is its standard deviation."""
_MOST = 400
"""Points that pairwise statistics look at; more are first binned."""


def spread(values: Floats) -> float:
    """Standard deviation as the median absolute deviation tells it (Rousseeuw and Croux 1993); 0 for nothing.

    Examples:
        >>> spread(np.array([1.0, 2.0, 3.0, 4.0, 1000.0]))
        1.4826
    """
    if not len(values):
        return 0.0
    return float(_NORMAL * np.median(np.abs(values - np.median(values))))


def trailing_median(values: Floats, window: int) -> Floats:
    """Median of the ``window`` values before each value, itself not among them; NaN where there is none before.

    Examples:
        >>> trailing_median(np.array([3.0, 1.0, 2.0, 9.0]), 3).tolist()
        [nan, 3.0, 2.0, 2.0]
    """
    found = np.full(len(values), np.nan)
    for place in range(1, min(window, len(values))):
        found[place] = np.median(values[:place])
    if len(values) > window:
        views = np.lib.stride_tricks.sliding_window_view(values, window)[:-1]
        found[window:] = np.median(views, axis=1)
    return found


def trailing_spread(values: Floats, window: int) -> Floats:
    """``spread`` of the ``window`` values before each value; NaN where there are fewer than two.

    Examples:
        >>> trailing_spread(np.array([3.0, 1.0, 2.0, 9.0]), 3).round(4).tolist()
        [nan, nan, 1.4826, 1.4826]
    """
    found = np.full(len(values), np.nan)
    for place in range(2, min(window, len(values))):
        found[place] = spread(values[:place])
    if len(values) > window >= 2:
        views = np.lib.stride_tricks.sliding_window_view(values, window)[:-1]
        centre = np.median(views, axis=1, keepdims=True)
        found[window:] = _NORMAL * np.median(np.abs(views - centre), axis=1)
    return found


def centred_median(values: Floats, window: int) -> Floats:
    """Median of the values around each value, as many before as after it, fewer at both ends.

    Args:
        values: Any number of them.
        window: Odd.

    Examples:
        >>> centred_median(np.array([1.0, 9.0, 2.0, 3.0]), 3).tolist()
        [1.0, 2.0, 3.0, 3.0]
    """
    half = window // 2
    found = np.empty(len(values))
    for place in range(len(values)):
        reach = min(half, place, len(values) - 1 - place)
        if reach == half:
            break
        found[place] = np.median(values[place - reach : place + reach + 1])
    if len(values) > 2 * half:
        views = np.lib.stride_tricks.sliding_window_view(values, 2 * half + 1)
        found[half : len(values) - half] = np.median(views, axis=1)
    for place in range(max(half, len(values) - half), len(values)):
        reach = len(values) - 1 - place
        found[place] = np.median(values[place - reach :])
    return found


def binned(steps: Floats, values: Floats, bins: int) -> tuple[Floats, Floats]:
    """Medians of steps and values in ``bins`` runs of equally many points; both as they are where there are no more.

    Examples:
        >>> binned(np.arange(6.0), np.array([1.0, 3.0, 2.0, 7.0, 8.0, 9.0]), 2)
        (array([1., 4.]), array([2., 8.]))
    """
    if len(values) <= bins:
        return steps, values
    edges = np.linspace(0, len(values), bins + 1).astype(int)
    parts = list(pairwise(edges))
    middle = np.array([np.median(steps[low:high]) for low, high in parts])
    return middle, np.array([np.median(values[low:high]) for low, high in parts])


def slope(steps: Floats, values: Floats) -> tuple[float, float, float]:
    """Slope with a 95 % interval by Theil and Sen (Sen 1968).

    Args:
        steps: Increasing.
        values: As many.

    Returns:
        Slope, its lower and its upper bound; zeros for fewer than three points.

    Examples:
        >>> slope(np.arange(5.0), np.array([0.0, 1.0, 2.0, 30.0, 4.0]))[0]
        1.0
    """
    steps, values = binned(steps, values, _MOST)
    count = len(values)
    if count < 3:
        return 0.0, 0.0, 0.0
    first, second = np.triu_indices(count, 1)
    run = steps[second] - steps[first]
    slopes = np.sort((values[second] - values[first])[run > 0] / run[run > 0])
    if not len(slopes):
        return 0.0, 0.0, 0.0
    half = 1.96 * math.sqrt(count * (count - 1) * (2 * count + 5) / 18) / 2
    low = max(0, round(len(slopes) / 2 - half) - 1)
    high = min(len(slopes) - 1, round(len(slopes) / 2 + half))
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def trend(values: Floats) -> tuple[float, float]:
    """Trend by Mann and Kendall (Kendall 1975).

    Returns:
        Kendall's tau from -1 (falls all the way) to 1, and the two-sided p-value of no trend; 0 and 1 for fewer than
        four values.

    Examples:
        >>> trend(np.arange(10.0, 0.0, -1.0))[0]
        -1.0
    """
    _, values = binned(np.arange(len(values), dtype=float), values, _MOST)
    count = len(values)
    if count < 4:
        return 0.0, 1.0
    first, second = np.triu_indices(count, 1)
    total = float(np.sign(values[second] - values[first]).sum())
    _, ties = np.unique(values, return_counts=True)
    variance = (count * (count - 1) * (2 * count + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance <= 0:
        return 0.0, 1.0
    score = (total - np.sign(total)) / math.sqrt(variance)
    return total / (count * (count - 1) / 2), math.erfc(abs(score) / math.sqrt(2))


def neighbour_correlation(values: Floats) -> float:
    """Correlation of a series with itself one point later; 0 where it does not vary or has fewer than three points.

    Examples:
        >>> round(neighbour_correlation(np.array([1.0, -1.0] * 20)), 2)
        -0.97
    """
    if len(values) < 3 or values.min() == values.max():
        return 0.0
    centred = values - values.mean()
    largest = float(np.abs(centred).max())
    if not largest or not np.isfinite(largest):
        return 0.0
    centred = centred / largest
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if total > 0 else 0.0


def shared_by_chance(first: int, second: int, shared: int, places: int) -> float:
    """Probability that two draws share so many places (hypergeometric upper tail).

    Args:
        first: Places that the first draw names.
        second: Places that the second draw names.
        shared: Places that both name.
        places: Places that there are.

    Examples:
        >>> shared_by_chance(2, 2, 2, 10) == 1 / 45
        True
    """
    ways: Any = math.comb
    whole = ways(places, second)
    most = min(first, second)
    favourable = sum(
        ways(first, both) * ways(places - first, second - both)
        for both in range(shared, most + 1)
        if second - both <= places - first
    )
    return favourable / whole if whole else 1.0
