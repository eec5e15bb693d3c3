from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.lr_finder.range_curve import (
    BETA,
    SKIPPED,
    _falls,
    local_slopes,
    longest_fall,
    read_range,
    smoothed,
)

VALUES = st.floats(-1e6, 1e6, allow_subnormal=False)
FEW = st.lists(st.integers(0, 6), min_size=1, max_size=9)
"""Short, with many equal values."""


def array(values: list[Any]) -> Any:
    return np.array(values, dtype=float)


def plain_mean(losses: list[float]) -> list[float]:
    """Weighted means, each from its definition."""
    made = []
    for place in range(len(losses)):
        weights = [BETA ** (place - other) for other in range(place + 1)]
        total = sum(weight * loss for weight, loss in zip(weights, losses, strict=False))
        made.append(total / sum(weights))
    return made


def plain_longest(values: list[float]) -> int:
    """Length of the longest decreasing subsequence, of all that there are."""
    for length in range(len(values), 0, -1):
        for chosen in combinations(values, length):
            if all(one > other for one, other in pairwise(chosen)):
                return length
    return 0


def range_test(parts: list[tuple[float, float, float]], noise: float = 0.0, seed: int = 0, points: int = 101) -> Any:
    """Rates from 1e-7 to 10, and a loss of straight pieces: (log10 of the rate, loss at it, loss just after it)."""
    rates = np.geomspace(1e-7, 10, points)
    places = np.log10(rates)
    losses = np.interp(places, [one[0] for one in parts], [one[1] for one in parts])
    return rates, losses + np.random.default_rng(seed).normal(0, noise, points) if noise else losses


@given(st.lists(VALUES, max_size=40))
def test_the_smoothed_loss_is_the_weighted_mean_of_all_before(losses: list[float]) -> None:
    scale = max([1.0, *map(abs, losses)])
    assert np.allclose(smoothed(array(losses)), plain_mean(losses), rtol=1e-9, atol=1e-9 * scale)


@given(VALUES, st.integers(1, 60))
def test_a_constant_loss_is_its_own_mean_from_the_first_point_on(value: float, count: int) -> None:
    assert np.allclose(smoothed(np.full(count, value)), value, rtol=1e-9, atol=0)


@given(st.lists(VALUES, min_size=1, max_size=25), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_slopes_are_those_of_straight_lines_through_the_points_around(
    values: list[float], half: int, seed: int
) -> None:
    steps = np.random.default_rng(seed).uniform(0.5, 2, len(values)).cumsum()
    found = local_slopes(steps, array(values), 2 * half + 1)
    scale = max([1.0, *map(abs, values)])
    for place in range(len(values)):
        near = slice(max(0, place - half), place + half + 1)
        x, y = steps[near], array(values)[near]
        # By sums over all pairs, as a straight line of least squares can be written too.
        above = sum((x[i] - x[j]) * (y[i] - y[j]) for i in range(len(x)) for j in range(i))
        below = sum((x[i] - x[j]) ** 2 for i in range(len(x)) for j in range(i))
        assert np.isclose(found[place], above / below if len(x) > 1 else 0.0, rtol=1e-7, atol=1e-7 * scale)


@given(FEW)
def test_the_longest_fall_is_as_long_as_any_and_is_one(values: list[int]) -> None:
    found = longest_fall(array(values))
    assert len(found) == plain_longest(values)
    assert found == sorted(set(found))
    fallen = [values[place] for place in found]
    assert all(one > other for one, other in pairwise(fallen))


def test_the_longest_fall_names_its_own_places_and_not_a_span() -> None:
    values = array([9, 10, 8, 10, 10, 7, 10, 6, 10, 10, 10, 5, 10, 10])
    assert longest_fall(values) == [1, 2, 5, 7, 11] or longest_fall(values) == [0, 2, 5, 7, 11]


def test_the_valley_is_a_place_of_the_longest_fall_two_thirds_into_it() -> None:
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (-1, 0.5), (1, 0.5)], noise=0.01)
    found = read_range(rates, losses)
    begin = int(SKIPPED * len(losses))
    end = begin + int(np.argmin(found.smooth[begin:])) + 1
    chain = [begin + place for place in longest_fall(found.smooth[begin:end])]
    assert found.valley == rates[chain[round((len(chain) - 1) * 2 / 3)]]
    assert 1e-4 < found.valley < 1


@pytest.mark.parametrize("begin", [-5.0, -4.0, -3.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_steepest_rate_lies_where_the_loss_falls(begin: float, seed: int) -> None:
    rates, losses = range_test([(-7, 2.0), (begin, 2.0), (begin + 2, 0.4), (1, 0.4)], noise=0.03, seed=seed)
    found = read_range(rates, losses)
    assert 10**begin < found.steepest < 10 ** (begin + 2.5)
    assert found.divergence is None


def test_of_two_falls_the_one_that_is_steeper_by_decade_is_taken() -> None:
    """By rate instead of its logarithm the first one, at rates a thousand times smaller, is far steeper."""
    rates, losses = range_test([(-6, 2.0), (-5, 1.9), (-3, 1.9), (-2, 0.6), (1, 0.6)])
    found = read_range(rates, losses)
    assert 1e-3 < found.steepest < 2e-2


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e4])
def test_scaling_the_loss_changes_nothing(factor: float) -> None:
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (-2, 0.5), (-1, 0.5), (0, 3.0), (1, 9.0)], noise=0.02)
    one, other = read_range(rates, losses), read_range(rates, losses * factor)
    assert (one.steepest, one.valley, one.divergence) == (other.steepest, other.valley, other.divergence)


def test_the_loss_diverges_where_it_is_a_quarter_of_its_fall_above_its_best() -> None:
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (-2, 0.5), (-1, 0.5), (1, 5.0)])
    found = read_range(rates, losses)
    place = int(np.argmin(found.smooth))
    best, first = found.smooth[place], 2.0
    risen = next(n for n in range(place, len(losses)) if found.smooth[n] > best + 0.25 * (first - best))
    assert found.divergence == rates[risen]
    assert found.steepest < found.divergence


def test_a_loss_that_breaks_off_diverges_at_the_first_rate_without_a_number() -> None:
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (0, 0.5), (1, 0.4)])
    losses[80] = np.nan
    found = read_range(rates, losses)
    assert found.divergence == rates[80]
    assert len(found.smooth) == 80
    losses[80] = np.inf
    assert read_range(rates, losses).divergence == rates[80]


@every("count", range(10))
def test_fewer_than_ten_points_tell_no_descent(count: int) -> None:
    losses = np.linspace(2.0, 0.1, count + 1)
    losses[-1] = np.nan
    rates = np.geomspace(1e-7, 10, count + 1)
    found = read_range(rates, losses)
    assert (found.steepest, found.valley, found.at_edge) == (None, None, False)
    assert found.divergence == rates[count]
    assert len(found.smooth) == count
    whole = read_range(rates[:count], losses[:count])
    assert (whole.steepest, whole.divergence) == (None, None)


def test_a_loss_that_still_falls_at_the_highest_rate_is_at_the_edge() -> None:
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (1, 0.2)])
    assert read_range(rates, losses).at_edge
    rates, losses = range_test([(-7, 2.0), (-4, 2.0), (-2, 0.2), (1, 0.9)])
    assert not read_range(rates, losses).at_edge


@every("seed", range(20))
def test_noise_alone_is_no_descent(seed: int) -> None:
    rates, losses = range_test([(-7, 2.0), (1, 2.0)], noise=0.3, seed=seed)
    assert read_range(rates, losses).steepest is None


def test_a_loss_that_rises_only_is_no_descent() -> None:
    rates, losses = range_test([(-7, 2.0), (-2, 2.0), (1, 9.0)])
    found = read_range(rates, losses)
    assert found.steepest is None
    assert 1e-2 <= found.divergence < 1


@given(
    st.lists(st.floats(-1e30, 1e30, allow_subnormal=False) | st.sampled_from([np.nan, np.inf]), max_size=60),
    st.floats(1e-9, 1e-3),
)
def test_any_losses_give_rates_of_the_test_or_none(losses: list[float], lowest: float) -> None:
    rates = np.geomspace(lowest, 10, max(len(losses), 1))[: len(losses)]
    found = read_range(rates, array(losses))
    assert (found.steepest is None) == (found.valley is None)
    for rate in (found.steepest, found.valley, found.divergence):
        assert rate is None or rate in rates
    assert np.isfinite(found.smooth).all()


@every("low, falls", [(3, True), (2, False)])
def test_three_low_losses_of_five_are_a_fall_and_two_are_chance(low: int, falls: bool) -> None:
    losses = array([1.0] * 12 + [0.95] * low + [1.0] * 12)
    assert _falls(losses, losses[:9], noise=1e-6) == falls
