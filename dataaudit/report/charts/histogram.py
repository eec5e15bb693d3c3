"""Counts of values in bins, ready to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts by bin.

    Attributes:
        edges: float64, one more than there are bins, ascending.
        counts: int64.
        logarithmic: Whether the bins are equally wide on a logarithmic axis.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    logarithmic: bool


def length_histogram(values: NDArray[np.generic], bins: int = 40) -> Histogram | None:
    """Lengths in logarithmic bins from 1 up; zeros fall into the first bin. None without values."""
    if not len(values):
        return None
    numbers = np.maximum(values.astype(np.float64), 1.0)
    top = max(float(numbers.max()), 10.0)
    edges = np.geomspace(1.0, top * 1.0001, bins + 1)
    counts, _ = np.histogram(numbers, edges)
    return Histogram(edges, counts, logarithmic=True)


def value_histogram(values: NDArray[np.generic], marks: list[float], bins: int = 40) -> Histogram | None:
    """Values in equal bins that cover the data and the marks; far outliers fall into the last bin.

    Of whole numbers of a small range every number has its bin.

    Args:
        values: Numbers; NaN is left out.
        marks: Thresholds that must lie on the axis.
        bins: How many bins.
    """
    numbers = values.astype(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return None
    low = min([float(numbers.min()), *marks])
    high = max([float(np.percentile(numbers, 99.5)), *(mark * 1.1 for mark in marks)])
    whole = values.dtype.kind in "iub"
    if whole and high - low <= bins:
        low, high = np.floor(low) - 0.5, np.ceil(high) + 0.5
        bins = round(high - low)
    if high <= low:
        high = low + 1.0
    edges = np.linspace(low, high, bins + 1)
    counts, _ = np.histogram(np.clip(numbers, low, high), edges)
    return Histogram(edges, counts, logarithmic=False)
