from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dataaudit.training.paired import holm, paired_difference

NAN = math.nan
SHARES = st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=3, max_size=20)


@given(SHARES, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
@settings(max_examples=30)
def test_it_is_the_paired_t_test_of_scipy(pairs: list[tuple[float, float]], confidence: float) -> None:
    first, second = np.array(pairs).T
    # Apart from rounding that alone makes the spread.
    if np.std(first - second) < 1e-6:
        return
    told, true = paired_difference(first, second, confidence), stats.ttest_rel(first, second)
    interval = true.confidence_interval(confidence)
    assert told.p == pytest.approx(float(true.pvalue), rel=1e-6, abs=1e-12)
    assert told.mean == pytest.approx(float(np.mean(first - second)), abs=1e-9)
    assert (told.low, told.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-6)
    assert told.pairs == len(pairs)
    assert told.seen == (told.p < 1 - confidence) or told.p == pytest.approx(1 - confidence, rel=1e-4)


def test_pairs_with_nan_on_either_side_are_left_out() -> None:
    first, second = [1.0, NAN, 3.0, 4.0, 6.0, NAN], [0.5, 1.0, NAN, 3.0, 5.5, NAN]
    told = paired_difference(first, second)
    true = stats.ttest_rel(first, second, nan_policy="omit")
    assert told.pairs == 3
    assert told.p == pytest.approx(float(true.pvalue))
    assert told == paired_difference([1.0, 4.0, 6.0], [0.5, 3.0, 5.5])


@pytest.mark.parametrize(
    ("first", "second", "count", "mean"),
    [([], [], 0, NAN), ([NAN, NAN], [1.0, 2.0], 0, NAN), ([2.0], [1.5], 1, 0.5), ([2.0, NAN], [1.5, 1.0], 1, 0.5)],
)
def test_fewer_than_two_pairs_say_nothing(first: list[float], second: list[float], count: int, mean: float) -> None:
    told = paired_difference(first, second)
    assert (told.pairs, told.p, told.low, told.high) == (count, 1.0, -math.inf, math.inf)
    assert told.mean == pytest.approx(mean, nan_ok=True)
    assert not told.seen


def test_differences_that_are_all_the_same_are_seen_unless_they_are_zero() -> None:
    told = paired_difference([1.5, 2.5, 0.5], [1.0, 2.0, 0.0])
    assert (told.mean, told.low, told.high, told.p, told.seen) == (0.5, 0.5, 0.5, 0.0, True)
    told = paired_difference([1.0, 2.0], [1.0, 2.0])
    assert (told.mean, told.low, told.high, told.p, told.seen) == (0.0, 0.0, 0.0, 1.0, False)


@given(SHARES)
@settings(max_examples=30)
def test_the_other_way_round_only_the_sign_changes(pairs: list[tuple[float, float]]) -> None:
    first, second = [one for one, _ in pairs], [one for _, one in pairs]
    told, back = paired_difference(first, second), paired_difference(second, first)
    assert (told.mean, told.low, told.high) == (-back.mean, -back.high, -back.low)
    assert (told.p, told.seen) == (back.p, back.seen)


def test_the_interval_holds_the_true_difference_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    held = 0
    for _ in range(1000):
        shared = random.normal(size=5)
        told = paired_difference(shared + random.normal(0.3, 1, 5), shared + random.normal(0, 1, 5))
        held += told.low <= 0.3 <= told.high
    assert held / 1000 == pytest.approx(0.95, abs=0.025)


def test_what_seeds_share_does_not_hide_a_difference() -> None:
    random = np.random.default_rng(0)
    shared = random.normal(0, 10, 8)
    first, second = shared + 0.5 + random.normal(0, 0.1, 8), shared + random.normal(0, 0.1, 8)
    assert paired_difference(first, second).seen
    assert stats.ttest_ind(first, second).pvalue > 0.5


def rejected(values: list[float], level: float) -> set[int]:
    """Holm's procedure as he wrote it: the smallest first, until one is kept."""
    found: set[int] = set()
    left = list(range(len(values)))
    while left:
        least = min(left, key=lambda place: values[place])
        if values[least] > level / len(left):
            break
        found.add(least)
        left.remove(least)
    return found


def corrected(values: list[float]) -> list[float]:
    """Largest of all smaller ones, each times how many are not smaller: the definition, without an order."""
    count = len(values)
    told = []
    for place, value in enumerate(values):
        worst = 0.0
        for other, one in enumerate(values):
            if (one, other) <= (value, place):
                smaller = sum((two, third) < (one, other) for third, two in enumerate(values))
                worst = max(worst, min(1.0, (count - smaller) * one))
        told.append(worst)
    return told


PROBABILITIES = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.04, 0.05, 1.0]), max_size=9)


@given(PROBABILITIES)
@settings(max_examples=60)
def test_correcting_for_many_comparisons_is_holms_definition(values: list[float]) -> None:
    assert holm(values) == pytest.approx(corrected(values))
    assert all(one >= old for one, old in zip(holm(values), values, strict=True))


@given(PROBABILITIES, st.floats(0.001, 0.5))
@settings(max_examples=60)
def test_what_stays_below_the_level_is_what_holms_procedure_rejects(values: list[float], level: float) -> None:
    told = holm(values)
    if any(one == pytest.approx(level, rel=1e-9) for one in told):
        return
    assert {place for place, one in enumerate(told) if one <= level} == rejected(values, level)


def test_one_comparison_needs_no_correction_and_none_gives_none() -> None:
    assert holm([0.03]) == [0.03]
    assert holm([]) == []
