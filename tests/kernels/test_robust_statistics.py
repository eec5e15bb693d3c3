from __future__ import annotations

import math
from itertools import combinations, pairwise
from statistics import median

import numpy as np
import pytest
from every import every
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from dataaudit.kernels.robust_statistics import (
    binned,
    centred_median,
    neighbour_correlation,
    shared_by_chance,
    slope,
    spread,
    trailing_median,
    trailing_spread,
    trend,
)

NAN = math.nan
NUMBERS = st.one_of(st.floats(-1e12, 1e12), st.sampled_from([0.0, 1.0, 1.0, 2.0, -3.5, 1e9]))
CURVES = st.lists(NUMBERS, max_size=120)
WINDOWS = st.integers(1, 60)


def array(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


# The twins.


def plain_spread(values: list[float]) -> float:
    if not values:
        return 0.0
    centre = median(values)
    return 1.4826 * median([abs(value - centre) for value in values])


def plain_trailing_median(values: list[float], window: int) -> list[float]:
    before = [values[max(0, place - window) : place] for place in range(len(values))]
    return [median(part) if part else NAN for part in before]


def plain_trailing_spread(values: list[float], window: int) -> list[float]:
    before = [values[max(0, place - window) : place] for place in range(len(values))]
    return [plain_spread(part) if len(part) >= 2 else NAN for part in before]


def plain_centred_median(values: list[float], window: int) -> list[float]:
    found = []
    for place in range(len(values)):
        reach = min(window // 2, place, len(values) - 1 - place)
        found.append(median(values[place - reach : place + reach + 1]))
    return found


def runs_of_equal_length(count: int, bins: int) -> list[tuple[int, int]]:
    """Where the runs begin and end, read off the medians of 0, 1, 2 ...: the median of a run is its middle."""
    places = np.arange(float(count))
    middles, _ = binned(places, places, bins)
    edges = [0]
    for middle in middles.tolist():
        edges.append(round(2 * middle) + 1 - edges[-1])
    return list(pairwise(edges))


def plain_slopes(steps: list[float], values: list[float]) -> list[float]:
    pairs = combinations(range(len(values)), 2)
    return sorted((values[b] - values[a]) / (steps[b] - steps[a]) for a, b in pairs if steps[b] > steps[a])


def plain_slope(steps: list[float], values: list[float]) -> tuple[float, float]:
    """Slope, and the upper bound of its interval by Sen: as many slopes above the middle as Kendall's S varies."""
    slopes = plain_slopes(steps, values)
    if len(values) < 3 or not slopes:
        return 0.0, 0.0
    count = len(values)
    reach = 1.96 * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    return median(slopes), slopes[min(len(slopes) - 1, round((len(slopes) + reach) / 2))]


def plain_trend(values: list[float]) -> tuple[float, float]:
    count = len(values)
    if count < 4:
        return 0.0, 1.0
    score = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    variance = count * (count - 1) * (2 * count + 5)
    for value in set(values):
        ties = values.count(value)
        variance -= ties * (ties - 1) * (2 * ties + 5)
    if not variance:
        return 0.0, 1.0
    nearer = abs(score) - 1 if score else 0
    return score / math.comb(count, 2), 2 * stats.norm.sf(nearer / math.sqrt(variance / 18))


def plain_neighbour_correlation(values: list[float]) -> float:
    largest = max(abs(value) for value in values)
    values = [value / largest for value in values]
    mean = math.fsum(values) / len(values)
    total = math.fsum((value - mean) ** 2 for value in values)
    return math.fsum((a - mean) * (b - mean) for a, b in pairwise(values)) / total


def plain_shared_by_chance(first: int, second: int, shared: int, places: int) -> float:
    draws = list(combinations(range(places), second))
    return sum(sum(place < first for place in draw) >= shared for draw in draws) / len(draws)


# Spread and rolling statistics.


@given(CURVES)
def test_spread_agrees_with_the_plain_twin(values: list[float]) -> None:
    assert spread(array(values)) == plain_spread(values)


@given(CURVES, WINDOWS)
def test_trailing_median_agrees_with_the_plain_twin(values: list[float], window: int) -> None:
    found = trailing_median(array(values), window)
    np.testing.assert_array_equal(found, plain_trailing_median(values, window))


@given(CURVES, WINDOWS)
def test_trailing_spread_agrees_with_the_plain_twin(values: list[float], window: int) -> None:
    found = trailing_spread(array(values), window)
    np.testing.assert_array_equal(found, plain_trailing_spread(values, window))


@given(CURVES, WINDOWS.filter(lambda window: window % 2))
def test_centred_median_agrees_with_the_plain_twin(values: list[float], window: int) -> None:
    found = centred_median(array(values), window)
    np.testing.assert_array_equal(found, plain_centred_median(values, window))


def test_spread_agrees_with_scipy() -> None:
    values = np.random.default_rng(3).normal(size=101)
    assert spread(values) == pytest.approx(stats.median_abs_deviation(values) * 1.4826)


@pytest.mark.parametrize(
    ("values", "told"),
    [([], 0.0), ([7.0], 0.0), ([2.5] * 9, 0.0), ([1.0, 1.0, 1.0, 9.0], 0.0), ([1.0, 3.0], 1.4826)],
)
def test_spread_of_nothing_of_one_value_and_of_ties(values: list[float], told: float) -> None:
    assert spread(array(values)) == told


@pytest.mark.parametrize("window", [1, 2, 3, 60])
def test_rolling_statistics_of_nothing_are_nothing(window: int) -> None:
    assert [len(rolling(array([]), window)) for rolling in (trailing_median, trailing_spread, centred_median)] == [
        0
    ] * 3


@pytest.mark.parametrize("window", [1, 2, 60])
def test_one_value_has_nothing_before_it(window: int) -> None:
    assert math.isnan(trailing_median(array([4.0]), window)[0])
    assert math.isnan(trailing_spread(array([4.0]), window)[0])


@pytest.mark.parametrize("window", [1, 3, 59])
def test_the_centred_median_of_one_value_is_that_value(window: int) -> None:
    assert centred_median(array([4.0]), window).tolist() == [4.0]


def test_a_trailing_window_of_one_is_the_value_before() -> None:
    assert trailing_median(array([3.0, 1.0, 2.0]), 1)[1:].tolist() == [3.0, 1.0]
    assert np.isnan(trailing_spread(array([3.0, 1.0, 2.0]), 1)).all()


def test_a_centred_window_of_one_changes_nothing() -> None:
    assert centred_median(array([3.0, 1.0, 2.0]), 1).tolist() == [3.0, 1.0, 2.0]


def test_a_value_is_not_in_its_own_trailing_window() -> None:
    assert trailing_median(array([1.0] * 9 + [50.0, 1.0]), 5).tolist()[1:] == [1.0] * 10
    assert trailing_spread(array([1.0] * 9 + [50.0, 1.0]), 5).tolist()[2:] == [0.0] * 9


@given(st.integers(1, 120), WINDOWS, NUMBERS)
def test_constant_values_have_themselves_as_median_and_no_spread(count: int, window: int, value: float) -> None:
    values = array([value] * count)
    assert set(trailing_median(values, window)[1:].tolist()) <= {value}
    assert set(trailing_spread(values, max(2, window))[2:].tolist()) <= {0.0}
    assert set(centred_median(values, window | 1).tolist()) == {value}


# Bins.


@given(CURVES, st.integers(1, 60))
def test_binned_values_are_medians_of_equally_long_runs(values: list[float], bins: int) -> None:
    steps = array([float(3 * place) for place in range(len(values))])
    middles, medians = binned(steps, array(values), bins)
    if len(values) <= bins:
        assert middles.tolist() == steps.tolist()
        assert medians.tolist() == values
        return
    runs = runs_of_equal_length(len(values), bins)
    lengths = {high - low for low, high in runs}
    assert (len(runs), runs[-1][1]) == (bins, len(values))
    assert max(lengths) - min(lengths) <= 1
    assert middles.tolist() == [median(steps[low:high].tolist()) for low, high in runs]
    assert medians.tolist() == [median(values[low:high]) for low, high in runs]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_no_more_values_than_bins_stay_as_they_are(count: int) -> None:
    steps, values = np.arange(float(count)), np.arange(float(count)) ** 2
    middles, medians = binned(steps, values, 5)
    assert (middles.tolist(), medians.tolist()) == (steps.tolist(), values.tolist())


# Slope.


@given(CURVES, st.lists(st.integers(1, 50), min_size=120, max_size=120))
def test_slope_agrees_with_the_plain_twin(values: list[float], distances: list[int]) -> None:
    steps = [float(sum(distances[:place])) for place in range(len(values))]
    middle, low, high = slope(array(steps), array(values))
    assert (middle, high) == pytest.approx(plain_slope(steps, values), rel=1e-12)
    assert low <= middle <= high


@every("count", range(3, 121, 3))
def test_slope_and_its_upper_bound_agree_with_scipy_where_there_are_no_ties(count: int) -> None:
    generator = np.random.default_rng(count)
    steps = np.cumsum(generator.integers(1, 9, count)).astype(float)
    values = generator.normal(size=count)
    found = slope(steps, values)
    told = stats.theilslopes(values, steps)
    assert (found[0], found[2]) == pytest.approx((told[0], told[3]), rel=1e-12)


@given(CURVES.filter(lambda values: len(values) >= 3))
def test_the_slope_agrees_with_scipy_where_there_are_ties(values: list[float]) -> None:
    steps = np.arange(float(len(values)))
    assert slope(steps, array(values))[0] == pytest.approx(stats.theilslopes(values, steps)[0], rel=1e-12)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 5.0]])
def test_fewer_than_three_points_have_no_slope(values: list[float]) -> None:
    assert slope(np.arange(float(len(values))), array(values)) == (0.0, 0.0, 0.0)


def test_constant_values_have_no_slope() -> None:
    assert slope(np.arange(50.0), np.full(50, 0.1)) == (0.0, 0.0, 0.0)


def test_points_at_one_step_have_no_slope() -> None:
    assert slope(np.zeros(5), np.arange(5.0)) == (0.0, 0.0, 0.0)


def test_pairs_at_one_step_are_passed_over() -> None:
    steps, values = [0.0, 1.0, 1.0, 2.0, 3.0], [0.0, 1.0, 100.0, 2.0, 3.0]
    assert slope(array(steps), array(values))[0] == median(plain_slopes(steps, values))


def test_a_line_has_its_slope_in_an_interval_of_no_width() -> None:
    assert slope(np.arange(0.0, 400.0, 4.0), np.arange(100.0) * -2) == (-0.5, -0.5, -0.5)


def test_a_fifth_of_wild_values_does_not_move_the_slope() -> None:
    values = np.arange(100.0)
    values[::5] = 1e6
    assert slope(np.arange(100.0), values)[0] == pytest.approx(1.0)


def test_a_long_curve_has_the_slope_of_its_bins() -> None:
    steps = np.arange(100_000.0)
    noise = np.random.default_rng(0).normal(size=100_000)
    middle, low, high = slope(steps, 3 * steps / 1000 + noise)
    assert low <= middle <= high
    assert middle == pytest.approx(0.003, rel=0.01)


# Trend.


@given(CURVES)
def test_trend_agrees_with_the_plain_twin(values: list[float]) -> None:
    assert trend(array(values)) == pytest.approx(plain_trend(values), rel=1e-9, abs=1e-300)


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=120))
def test_trend_agrees_with_scipy_but_for_ties_and_the_correction_for_continuity(values: list[int]) -> None:
    assume(len(set(values)) > 1)
    count = len(values)
    told = stats.kendalltau(range(count), values, method="asymptotic")
    pairs = math.comb(count, 2)
    tied = sum(math.comb(values.count(value), 2) for value in set(values))
    # scipy's tau leaves tied pairs out of what it divides by.
    score = round(told.statistic * math.sqrt(pairs * (pairs - tied)))
    tau, chance = trend(array([float(value) for value in values]))
    assert tau == pytest.approx(score / pairs)
    if score:
        deviations = stats.norm.isf(told.pvalue / 2) * (abs(score) - 1) / abs(score)
        assert chance == pytest.approx(2 * stats.norm.sf(deviations), rel=1e-6)


@pytest.mark.parametrize("count", [4, 5, 17, 120])
def test_tau_is_scipys_where_there_are_no_ties(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    assert trend(values)[0] == pytest.approx(stats.kendalltau(np.arange(count), values).statistic)


@pytest.mark.parametrize("values", [[], [1.0], [3.0, 2.0, 1.0], [0.7] * 40])
def test_few_or_constant_values_have_no_trend(values: list[float]) -> None:
    assert trend(array(values)) == (0.0, 1.0)


def test_values_that_rise_or_fall_all_the_way_have_the_strongest_trend() -> None:
    assert trend(np.arange(30.0)) == (1.0, trend(-np.arange(30.0))[1])
    assert trend(-np.arange(30.0))[0] == -1.0
    assert trend(np.arange(30.0))[1] < 1e-13


def test_pairs_that_cancel_have_no_trend() -> None:
    assert trend(array([1.0, 2.0, 2.0, 1.0])) == (0.0, 1.0)


def test_a_long_curve_has_the_trend_of_its_bins() -> None:
    noise = np.random.default_rng(1).normal(size=20_000)
    assert abs(trend(noise)[0]) < 0.1
    assert trend(noise - np.arange(20_000.0) / 1000)[0] < -0.9


# Neighbours and chance.


@given(CURVES)
def test_neighbour_correlation_agrees_with_the_plain_twin(values: list[float]) -> None:
    assume(len(values) >= 3)
    assume(max(values) - min(values) > 1e-3 * max(map(abs, values)))
    assert neighbour_correlation(array(values)) == pytest.approx(plain_neighbour_correlation(values), abs=1e-9)


@given(CURVES)
def test_a_correlation_lies_between_minus_one_and_one(values: list[float]) -> None:
    assert -1 - 1e-9 <= neighbour_correlation(array(values)) <= 1 + 1e-9


@every("values", [[], [1.0], [1.0, 2.0], [0.5] * 10, [3.0] * 120, [0.0] * 7])
def test_few_or_constant_values_correlate_with_nothing(values: list[float]) -> None:
    assert neighbour_correlation(array(values)) == 0.0


def test_a_slow_wave_correlates_with_itself_and_a_zigzag_against() -> None:
    assert neighbour_correlation(np.sin(np.arange(200) / 30)) > 0.9
    assert neighbour_correlation(array([1.0, -1.0] * 60)) < -0.9


@given(st.data())
def test_shared_by_chance_agrees_with_counting_every_draw(data: st.DataObject) -> None:
    places = data.draw(st.integers(1, 9))
    first, second = data.draw(st.integers(0, places)), data.draw(st.integers(0, places))
    shared = data.draw(st.integers(0, places + 1))
    told = plain_shared_by_chance(first, second, shared, places)
    assert shared_by_chance(first, second, shared, places) == pytest.approx(told)


@given(st.data())
def test_shared_by_chance_agrees_with_scipy(data: st.DataObject) -> None:
    places = data.draw(st.integers(1, 400))
    first, second = data.draw(st.integers(0, places)), data.draw(st.integers(0, places))
    shared = data.draw(st.integers(0, min(first, second)))
    told = stats.hypergeom.sf(shared - 1, places, first, second)
    assert shared_by_chance(first, second, shared, places) == pytest.approx(told, rel=1e-6, abs=1e-280)


def test_sharing_nothing_is_certain_and_more_than_was_drawn_impossible() -> None:
    assert shared_by_chance(3, 4, 0, 10) == 1.0
    assert shared_by_chance(3, 4, 4, 10) == 0.0
    assert shared_by_chance(10, 4, 4, 10) == 1.0
