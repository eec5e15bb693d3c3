"""Drift: what is planted is found, and chance is not taken for it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from conftest import FULL
from scipy.stats import ks_2samp

from dataaudit.results.comparison.drift import category_drift, embedding_drift, number_drift, vocabulary_drift
from dataaudit.results.comparison.sketches import GROUPS, POINTS, Category, TextGroups, categories, quantiles

TRIALS = 2_000 if FULL else 60


def counted(values: list[str]) -> Category:
    found = categories(pl.LazyFrame({"x": values}), "x", b"")
    assert found is not None
    return found


@pytest.mark.parametrize("sizes", [(40, 40), (500, 60), (3000, 2000)])
def test_two_samples_of_one_population_hardly_ever_differ_beyond_chance(sizes: tuple[int, int]) -> None:
    rng, alarms = np.random.default_rng(4), [0, 0]
    shares = rng.dirichlet(np.ones(6) * 0.5)
    for _ in range(TRIALS):
        one, other = (counted(rng.choice(list("abcdef"), size, p=shares).tolist()) for size in sizes)
        alarms[0] += category_drift("x", one, other).low > 0
        lengths = [quantiles(pl.LazyFrame({"x": rng.lognormal(4, 1, size)}), "x") for size in sizes]
        alarms[1] += number_drift("x", *lengths).low > 0
    assert max(alarms) <= max(1, 0.004 * TRIALS)


def test_the_distance_of_numbers_is_that_of_scipy_up_to_the_sketch() -> None:
    rng = np.random.default_rng(5)
    for shift in (0.0, 0.2, 1.0):
        one, other = rng.normal(0, 1, 4000), rng.normal(shift, 1.3, 3000)
        told = number_drift("x", *(quantiles(pl.LazyFrame({"x": values}), "x") for values in (one, other)))
        assert told.effect == pytest.approx(ks_2samp(one, other).statistic, abs=2 / (POINTS - 1))
        assert told.low <= told.effect <= told.high
        assert told.quartiles[0] == pytest.approx(np.quantile(one, [0.25, 0.5, 0.75]), abs=0.01)


def test_what_is_planted_is_found() -> None:
    old = Category(counts={"en": 900, "de": 100})
    for new, shifted in (
        ({"en": 880, "de": 120}, False),
        ({"en": 750, "de": 250}, True),
        ({"en": 900, "fr": 100}, True),
    ):
        told = category_drift("language", old, Category(counts=new))
        assert (told.low > 0) == shifted, new
    assert told.effect == pytest.approx(0.1)
    assert told.shares == {"de": (0.1, 0.0), "fr": (0.0, 0.1)}
    ties = [quantiles(pl.LazyFrame({"x": values}), "x") for values in ([1] * 500 + [2] * 500, [1] * 300 + [2] * 700)]
    assert number_drift("x", *ties).effect == pytest.approx(0.2, abs=0.006)


def test_with_too_few_rows_drift_is_not_assessed() -> None:
    few = counted(["a"] * 29)
    told = category_drift("label", few, counted(["b"] * 500))
    assert (told.effect, told.low, told.high, told.reason) == (None, 0.0, 1.0, "29 of at least 30")
    assert category_drift("label", None, few).reason == "one side has none"
    assert quantiles(pl.LazyFrame({"x": [None, float("nan")]}, schema={"x": pl.Float64}), "x") is None


def groups(rng: np.random.Generator, shares: np.ndarray, centre: np.ndarray, count: int) -> TextGroups:
    """Texts of thirty words that depend on each other, and vectors around a centre."""
    of_group = np.arange(count) % GROUPS
    words = np.array([rng.multinomial(15, shares) * 2 for _ in range(count)])
    vectors = centre + rng.normal(0, 0.3, (count, len(centre)))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sums = [[values[of_group == group].sum(0).tolist() for group in range(GROUPS)] for values in (words, vectors)]
    counts = np.bincount(of_group, minlength=GROUPS).tolist()
    return TextGroups(
        model="m", counts=tuple(counts), words=tuple(map(tuple, sums[0])), vectors=tuple(map(tuple, sums[1]))
    )


def test_of_texts_chance_is_what_their_groups_do() -> None:
    rng = np.random.default_rng(6)
    shares, centre = rng.dirichlet(np.ones(80)), rng.normal(0, 1, 32) / 6
    for drift in (vocabulary_drift, embedding_drift):
        trials = 200 if FULL else 3
        for sizes in (300, 400), (200, 2000):
            pairs = [tuple(groups(rng, shares, centre, size) for size in sizes) for _ in range(trials)]
            assert sum(drift(*pair).low > 0 for pair in pairs) <= 1, sizes
    mixed = 0.9 * shares + 0.1 * rng.dirichlet(np.ones(80))
    one = groups(rng, shares, centre, 1500)
    other = groups(rng, mixed, centre + 0.1 * rng.normal(0, 1, 32), 1500)
    for drift, least in ((vocabulary_drift, 0.01), (embedding_drift, 0.02)):
        told = drift(one, other)
        assert least < told.low <= (told.effect or 0) <= told.high
    assert embedding_drift(one, None).reason == "one side has none"


def test_rare_and_long_values_are_counted_without_being_named() -> None:
    values = [f"v{n:05d}" for n in range(1500)] + ["often"] * 7 + ["a text " * 20] * 3
    told = counted(values)
    assert told.counts["often"] == 7
    assert sum(told.counts.values()) + told.other == len(values)
    assert not any("a text" in name for name in told.counts)
    assert counted(["a text " * 20]) == counted(["a text " * 20])
