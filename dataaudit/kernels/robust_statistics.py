"""Statistics of a curve that a few odd points cannot move: rolling medians, spread, slope, trend.

Every function reads one-dimensional float64 arrays of finite values. Rolling medians hold some windows at a time, and
pairwise statistics, which are quadratic, see at most 400 points. NaN and infinity break
them: callers remove and report such values first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

_NORMAL = 1.4826
"""Turns the median absolute deviation of a normal distribution into its standard deviation."""
_AT_ONCE = 1 << 15
"""Windows that are held at a time: a long log has millions."""
_MOST = 400
"""Most points that pairwise statistics compare; longer curves are binned first."""


def spread(values: Floats) -> float:
    """Standard deviation estimated by the median absolute deviation (Rousseeuw and Croux 1993); 0 for no values.

    Examples:
        >>> spread(np.array([1.0, 2.0, 3.0, 4.0, 1000.0]))
        1.4826
    """
    if not len(values):
        return 0.0
    return float(_NORMAL * np.median(np.abs(values - np.median(values))))


def trailing_median(values: Floats, window: int) -> Floats:
    """Median of up to ``window`` values before each value, not including it; NaN for the first value.

    Examples:
        >>> trailing_median(np.array([3.0, 1.0, 2.0, 9.0]), 3).tolist()
        [nan, 3.0, 2.0, 2.0]
    """
    found = np.full(len(values), np.nan)
    for place in range(1, min(window, len(values))):
        found[place] = np.median(values[:place])
    for first, views in _windows(values, window):
        found[window + first : window + first + len(views)] = np.median(views, axis=1)
    return found


def trailing_spread(values: Floats, window: int) -> Floats:
    """``spread`` of up to ``window`` values before each value; NaN where there are fewer than two.

    Examples:
        >>> trailing_spread(np.array([3.0, 1.0, 2.0, 9.0]), 3).round(4).tolist()
        [nan, nan, 1.4826, 1.4826]
    """
    found = np.full(len(values), np.nan)
    for place in range(2, min(window, len(values))):
        found[place] = spread(values[:place])
    for first, views in _windows(values, window) if window >= 2 else ():
        centre = np.median(views, axis=1, keepdims=True)
        found[window + first : window + first + len(views)] = _NORMAL * np.median(np.abs(views - centre), axis=1)
    return found


def _windows(values: Floats, window: int) -> Iterator[tuple[int, Floats]]:
    """Views of the windows that a value follows, some at a time, and the number of the first of them."""
    if len(values) > window:
        views = np.lib.stride_tricks.sliding_window_view(values, window)[:-1]
        for first in range(0, len(views), _AT_ONCE):
            yield first, views[first : first + _AT_ONCE]


def centred_median(values: Floats, window: int) -> Floats:
    """Median of the values around each value, equally many on both sides; the window narrows towards the ends.

    Args:
        values: float64, of any length.
        window: Width, odd.

    Examples:
        >>> centred_median(np.array([1.0, 9.0, 2.0, 3.0]), 3).tolist()
        [1.0, 2.0, 3.0, 3.0]
    """
    half = min(window // 2, (len(values) - 1) // 2) if len(values) else 0
    found = np.empty(len(values))
    # Near an end the window narrows on both sides: a lopsided one would lag behind a rising or falling curve.
    found[:half] = _opening_medians(values, half)
    found[len(values) - half :] = _opening_medians(values[::-1], half)[::-1]
    if len(values) > 2 * half:
        whole = pl.Series(values).rolling_median(2 * half + 1, center=True).to_numpy()
        found[half : len(values) - half] = whole[half : len(values) - half]
    return found


def _opening_medians(values: Floats, count: int) -> Floats:
    """Medians of the first value, the first three, the first five, and so on."""
    low, high = list[float](), list[float]()  # the smaller half, negated, with the median, and the larger half
    found = np.empty(count)
    for place, value in enumerate(values[: max(2 * count - 1, 0)].tolist()):
        if not low or value <= -low[0]:
            heapq.heappush(low, -value)
        else:
            heapq.heappush(high, value)
        if len(low) > len(high) + 1:
            heapq.heappush(high, -heapq.heappop(low))
        elif len(high) > len(low):
            heapq.heappush(low, -heapq.heappop(high))
        if place % 2 == 0:
            found[place // 2] = -low[0]
    return found


def binned(steps: Floats, values: Floats, bins: int) -> tuple[Floats, Floats]:
    """Medians of steps and values over ``bins`` runs of equal length; unchanged where there are no more points.

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
    """Theil-Sen slope with its 95% confidence interval (Sen 1968).

    Args:
        steps: float64, ascending; pairs at the same step are left out.
        values: float64, of the same length.

    Returns:
        The slope, its lower and its upper bound; zeros for fewer than three points, or where all have the same step.

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
    # Sen's interval: ranks this far from the middle of the sorted slopes, by the standard deviation of Kendall's S.
    half = 1.96 * math.sqrt(count * (count - 1) * (2 * count + 5) / 18) / 2
    low = max(0, round(len(slopes) / 2 - half) - 1)
    high = min(len(slopes) - 1, round(len(slopes) / 2 + half))
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def trend(values: Floats) -> tuple[float, float]:
    """Mann-Kendall trend test (Kendall 1975).

    Returns:
        Kendall's tau from -1 (every value falls) to 1 (every value rises), and the two-sided p-value of no trend; 0 and
        1 for fewer than four values or where all are equal.

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
    score = (total - np.sign(total)) / math.sqrt(variance)  # one step towards 0: continuity correction
    return total / (count * (count - 1) / 2), math.erfc(abs(score) / math.sqrt(2))


def neighbour_correlation(values: Floats) -> float:
    """Autocorrelation at lag 1; 0 for a constant series or fewer than three points.

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
    centred = centred / largest  # or squares of large values overflow
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if total > 0 else 0.0


def shared_by_chance(first: int, second: int, shared: int, places: int) -> float:
    """Probability that two random draws share at least ``shared`` places (hypergeometric upper tail).

    Args:
        first: Places in the first draw.
        second: Places in the second draw.
        shared: Places in both.
        places: Places to draw from.

    Examples:
        >>> shared_by_chance(2, 2, 2, 10) == 1 / 45
        True
    """
    # Exact integers with one division at the end; as floats the counts would overflow.
    ways: Any = math.comb
    whole = ways(places, second)
    most = min(first, second)
    favourable = sum(
        ways(first, both) * ways(places - first, second - both)
        for both in range(shared, most + 1)
        if second - both <= places - first
    )
    return favourable / whole if whole else 1.0
