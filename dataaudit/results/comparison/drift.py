"""How far two distributions are apart, and how far they are at least: an effect with its interval.

For two samples of one population the lower bound of the interval is above 0 once in a thousand times at most, whatever
the distribution; so it can gate. What the sketches leave out is counted in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import e, log, sqrt
from typing import Any, Literal

import numpy as np

from dataaudit.results.comparison.sketches import POINTS, Category, Direction, Quantiles
from dataaudit.results.comparison.snapshot import Snapshot

Measure = Literal["total variation", "Kolmogorov-Smirnov", "direction"]
_ALPHA, _DRAWS = 0.001, 5_000
FEWEST = 30
"""Rows on either side below which drift is not assessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far something has drifted.

    Attributes:
        subject: lengths in characters, words or tokens, label, split, language, script, quality, vocabulary,
            embeddings.
        measure: ``total variation``: share of rows that would have to change their value. ``Kolmogorov-Smirnov``:
            the largest difference of the shares of rows up to a value. ``direction``: squared distance of the mean
            vectors, as a share of the mean squared distance of a text from its mean.
        effect: From 0; at most 1 but for ``direction``. None where it is not assessed.
        low: Lower bound of the interval.
        high: Upper bound of it.
        before: Rows, words or texts of the older side.
        after: Of the newer one.
        shares: Of the values whose share has changed most: before and after.
        quartiles: Of numbers: the three before, and the three after.
        reason: Why it is not assessed.
    """

    subject: str
    measure: Measure
    effect: float | None
    low: float
    high: float
    before: int
    after: int
    shares: dict[str, tuple[float, float]] = field(default_factory=dict)
    quartiles: tuple[tuple[float, ...], ...] = ()
    reason: str = ""


def drifts(old: Snapshot, new: Snapshot) -> Iterator[Drift]:
    """What can have drifted, in the order in which pages show it."""
    for name in dict.fromkeys([*old.numbers, *new.numbers]):
        yield number_drift(name, old.numbers.get(name), new.numbers.get(name))
    for name in dict.fromkeys([*old.categories, *new.categories]):
        yield category_drift(name, old.categories.get(name), new.categories.get(name))
    yield vocabulary_drift(old, new)
    yield direction_drift(old.direction, new.direction)


def number_drift(subject: str, old: Quantiles | None, new: Quantiles | None) -> Drift:
    """Distance of two distributions of numbers.

    Source: Wei and Dudley, "Two-sample Dvoretzky-Kiefer-Wolfowitz inequalities" 2012, for the interval.
    """
    before, after = (one.count if one else 0 for one in (old, new))
    if old is None or new is None or min(before, after) < FEWEST:
        return _unknown(subject, "Kolmogorov-Smirnov", before, after)
    points = np.unique([*old.values, *new.values])
    effect = float(np.abs(_share_up_to(old.values, points) - _share_up_to(new.values, points)).max())
    noise = sqrt(log(e / _ALPHA) / 2 * (1 / before + 1 / after)) + 2 / (POINTS - 1)
    quarter = (POINTS - 1) // 4
    quartiles = tuple(tuple(one.values[place * quarter] for place in (1, 2, 3)) for one in (old, new))
    return replace(_drift(subject, "Kolmogorov-Smirnov", effect, 0.0, noise, before, after), quartiles=quartiles)


def _share_up_to(quantiles: tuple[float, ...], points: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
    """Share of values up to each point, by the quantiles: the k-th of n is reached by k / (n - 1) of the values."""
    return np.maximum(np.searchsorted(quantiles, points, side="right") - 1, 0) / (len(quantiles) - 1)


def category_drift(subject: str, old: Category | None, new: Category | None) -> Drift:
    """Distance of two distributions of values; what chance makes of it is drawn from both sides together."""
    before, after = (sum(one.counts.values()) + one.other if one else 0 for one in (old, new))
    if old is None or new is None or min(before, after) < FEWEST:
        return _unknown(subject, "total variation", before, after)
    names = sorted({*old.counts, *new.counts})
    first = np.array([old.counts.get(name, 0) for name in names] + [old.other], float) / before
    second = np.array([new.counts.get(name, 0) for name in names] + [new.other], float) / after
    effect = 0.5 * float(np.abs(first - second).sum())
    chance, noise = 0.0, _by_chance((first * before + second * after) / (before + after), before, after)
    change = second - first
    largest = [place for place in np.argsort(-np.abs(change[:-1]), kind="stable")[:5] if change[place]]
    shares = {names[place]: (round(float(first[place]), 6), round(float(second[place]), 6)) for place in largest}
    return replace(_drift(subject, "total variation", effect, chance, noise, before, after), shares=shares)


def vocabulary_drift(old: Snapshot, new: Snapshot) -> Drift:
    """Distance of the shares of words, in buckets; at most what it is by words.

    Words of a text are not independent: a text is counted as one observation, so the interval is a wide one.

    Source: McDiarmid, "On the method of bounded differences" 1989, for the interval.
    """
    before, after = (one.direction.count if one.direction else 0 for one in (old, new))
    if min(before, after) < FEWEST or not old.vocabulary or not new.vocabulary:
        return _unknown("vocabulary", "total variation", before, after)
    first, second = (np.array(one.vocabulary, float) / sum(one.vocabulary) for one in (old, new))
    effect, chance, noise = _total_variation(first, second, before, after)
    return _drift("vocabulary", "total variation", effect, chance, noise, before, after)


def direction_drift(old: Direction | None, new: Direction | None) -> Drift:
    """Distance of two mean vectors, less what chance alone makes of it."""
    before, after = (one.count if one else 0 for one in (old, new))
    if old is None or new is None or old.model != new.model or not (old.spread > 0 and new.spread > 0):
        return _unknown("embeddings", "direction", before, after)
    spread = (old.spread + new.spread) / 2
    apart = float(((np.array(old.mean) - np.array(new.mean)) ** 2).sum())
    chance = old.spread / before + new.spread / after
    # The squared length of a sum of bounded independent vectors: its square root has a bounded difference of 2 / n.
    noise = sqrt(2 * log(2 / _ALPHA) * (1 / before + 1 / after))
    low = max(0.0, sqrt(apart) - sqrt(chance) - noise) ** 2 / spread
    high = (sqrt(apart) + sqrt(chance) + noise) ** 2 / spread
    effect = max(0.0, apart - chance) / spread
    return Drift(
        subject="embeddings",
        measure="direction",
        effect=effect,
        low=min(low, effect),
        high=high,
        before=before,
        after=after,
    )


def _by_chance(shares: Any, before: int, after: int) -> float:
    """The distance that two samples of one population of such shares stay below but for once in a thousand times."""
    rng = np.random.default_rng(1)
    one, other = (rng.multinomial(count, shares / shares.sum(), _DRAWS) / count for count in (before, after))
    return float(np.quantile(0.5 * np.abs(one - other).sum(1), 1 - _ALPHA))


def _total_variation(first: Any, second: Any, before: int, after: int) -> tuple[float, float, float]:
    """The distance, what chance alone makes of it at most on average, and how far chance strays from that."""
    together = (first * before + second * after) / (before + after)
    chance = 0.5 * float(np.sqrt(together * (1 - together) * (1 / before + 1 / after)).sum())
    noise = sqrt(log(2 / _ALPHA) / 2 * (1 / before + 1 / after))
    return 0.5 * float(np.abs(first - second).sum()), chance, noise


def _drift(
    subject: str,
    measure: Measure,
    effect: float,
    chance: float,
    noise: float,
    before: int,
    after: int,
) -> Drift:
    low, high = max(0.0, effect - chance - noise), min(1.0, effect + noise)
    return Drift(subject=subject, measure=measure, effect=effect, low=low, high=high, before=before, after=after)


def _unknown(subject: str, measure: Measure, before: int, after: int) -> Drift:
    fewer = min(before, after)
    reason = f"{fewer} of at least {FEWEST}" if before and after else "one side has none"
    return Drift(
        subject=subject,
        measure=measure,
        effect=None,
        low=0.0,
        high=1.0,
        before=before,
        after=after,
        reason=reason,
    )
