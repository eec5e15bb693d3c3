"""How far two distributions are apart, and how far they are at least: an effect with its interval.

For two samples of one population the lower bound of the interval is above 0 once in a thousand times at most, whatever
the distribution; so it can gate. What the sketches leave out is counted in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import e, log, sqrt
from typing import Any, Literal

import numpy as np

from dataaudit.results.comparison.sketches import POINTS, Category, Quantiles, TextGroups
from dataaudit.results.comparison.snapshot import Snapshot

Measure = Literal["total variation", "Kolmogorov-Smirnov", "direction"]
_ALPHA, _DRAWS, _DEALS = 0.001, 5_000, 2_000
FEWEST = 30
"""Rows on either side below which drift is not assessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far something has drifted.

    Attributes:
        subject: lengths in characters, words or tokens, label, split, language, script, quality, vocabulary,
            embeddings.
        measure: ``total variation``: share of rows that would have to change their value. ``Kolmogorov-Smirnov``:
            the largest difference of the shares of rows up to a value. ``direction``: distance of the mean vectors of
            texts, as a share of the largest possible.
        effect: From 0 to 1; None where it is not assessed.
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
    yield vocabulary_drift(old.texts, new.texts)
    yield embedding_drift(old.texts, new.texts)


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


def vocabulary_drift(old: TextGroups | None, new: TextGroups | None) -> Drift:
    """Distance of the shares of words, in buckets; at most what it is by words."""
    return _group_drift("vocabulary", "total variation", old, new, lambda one: one.words, _shares_apart)


def embedding_drift(old: TextGroups | None, new: TextGroups | None) -> Drift:
    """Distance of the mean vectors, as a share of the largest that two can have."""
    return _group_drift("embeddings", "direction", old, new, lambda one: one.vectors, _means_apart)


def _group_drift(
    subject: str,
    measure: Measure,
    old: TextGroups | None,
    new: TextGroups | None,
    values: Callable[[TextGroups], tuple[tuple[float, ...], ...]],
    apart: Callable[[Any, Any, float, float], float],
) -> Drift:
    """Distance of two samples of texts; what chance makes of it is what their groups do when they are dealt again.

    Texts are independent and their words are not, so whole groups are dealt.
    """
    before, after = (sum(one.counts) if one else 0 for one in (old, new))
    if old is None or new is None or old.model != new.model:
        return _unknown(subject, measure, before, after)
    rows = np.array([*values(old), *values(new)], float)
    counts = np.array([*old.counts, *new.counts], float)
    first = len(old.counts)

    def distance(order: Any) -> float:
        sides = (order[:first], order[first:])
        return apart(*(rows[side].sum(0) for side in sides), *(float(counts[side].sum()) for side in sides))

    effect = distance(np.arange(len(rows)))
    rng = np.random.default_rng(1)
    dealt = [distance(_dealt(rng, first, len(rows))) for _ in range(_DEALS)]
    # Sides of a deal have equally many texts, which differ less than sides of unequal size; and a deal has no part of
    # the difference between the sides themselves, which is one of the degrees of freedom of the groups.
    sizes = sqrt((1 / before + 1 / after) * (before + after) / 4)
    freedom = sqrt((len(rows) - 1) / (len(rows) - 2))
    noise = float(np.quantile(dealt, 1 - _ALPHA)) * sizes * freedom
    return _drift(subject, measure, effect, 0.0, noise, before, after)


def _dealt(rng: np.random.Generator, first: int, rows: int) -> Any:
    """Groups in another order, half of each side on either: a deal that leaves them together says nothing of chance."""
    old, new = rng.permutation(first), first + rng.permutation(rows - first)
    half, other = first // 2, (rows - first) // 2
    return np.concatenate([old[:half], new[:other], old[half:], new[other:]])


def _shares_apart(one: Any, other: Any, _first: float, _second: float) -> float:
    return 0.5 * float(np.abs(one / one.sum() - other / other.sum()).sum())


def _means_apart(one: Any, other: Any, first: float, second: float) -> float:
    return 0.5 * float(np.linalg.norm(one / first - other / second))


def _by_chance(shares: Any, before: int, after: int) -> float:
    """The distance that two samples of one population of such shares stay below but for once in a thousand times."""
    rng = np.random.default_rng(1)
    one, other = (rng.multinomial(count, shares / shares.sum(), _DRAWS) / count for count in (before, after))
    return float(np.quantile(0.5 * np.abs(one - other).sum(1), 1 - _ALPHA))


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
