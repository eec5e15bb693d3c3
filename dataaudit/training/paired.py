"""Differences between two ways to train on the same seeds, with confidence intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """Mean difference of pairs, first minus second.

    Attributes:
        mean: Mean of the differences.
        low: Lower end of the interval.
        high: Upper end.
        p: Probability of a mean difference this large if there is none (two-sided t-test).
        pairs: Number of pairs.
    """

    mean: float
    low: float
    high: float
    p: float
    pairs: int

    @property
    def seen(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


def paired_difference(first: Sequence[float], second: Sequence[float], confidence: float = 0.95) -> PairedDifference:
    """Compare pairs by Student's t-test on their differences, without pairs that contain NaN.

    Args:
        first: (pairs,) values.
        second: (pairs,) values for the same seeds.
        confidence: Confidence level of the interval.

    Raises:
        ValueError: The lengths differ.

    Returns:
        For fewer than two pairs, an infinite interval and a p of 1.

    Examples:
        >>> told = paired_difference([1.0, 1.1, 0.9, 1.2, 1.0], [0.8, 0.9, 0.7, 1.0, 0.7])
        >>> round(told.mean, 2), told.seen
        (0.22, True)
        >>> paired_difference([1.0, 2.0, 1.0], [1.1, 1.8, 1.0]).seen
        False
    """
    from scipy import stats

    if len(first) != len(second):
        message = f"cannot pair {len(first)} values with {len(second)}"
        raise ValueError(message)
    with np.errstate(invalid="ignore"):
        differences = np.asarray(first, float) - np.asarray(second, float)
    differences = differences[np.isfinite(differences)]
    count = len(differences)
    mean = float(differences.mean()) if count else float("nan")
    if count < 2:
        return PairedDifference(mean=mean, low=float("-inf"), high=float("inf"), p=1.0, pairs=count)
    error = float(differences.std(ddof=1)) / count**0.5
    if error == 0:
        return PairedDifference(mean=mean, low=mean, high=mean, p=1.0 if mean == 0 else 0.0, pairs=count)
    width = float(stats.t.ppf(0.5 + confidence / 2, count - 1)) * error
    p = float(2 * stats.t.sf(abs(mean) / error, count - 1))
    return PairedDifference(mean=mean, low=mean - width, high=mean + width, p=p, pairs=count)


def holm(values: Sequence[float]) -> list[float]:
    """Correct p-values for the number of comparisons.

    Source: Holm 1979.

    Examples:
        >>> [round(one, 3) for one in holm([0.01, 0.04, 0.03])]
        [0.03, 0.06, 0.06]
    """
    order = np.argsort(values)
    corrected = [0.0] * len(values)
    worst = 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, values[place] * (len(values) - rank)))
        corrected[place] = worst
    return corrected
