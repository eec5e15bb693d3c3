from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.plan import LEAST, Class, Schedule, mixed, schedules, wanted_rows
from dataaudit.config.augment import AugmentOptions
from dataaudit.errors import ConfigurationError

COUNTS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(1, 500), min_size=1)


@given(COUNTS, st.floats(0.01, 1))
def test_balance_fills_every_class_up_to_a_share_of_the_largest(counts: dict[Class, int], share: float) -> None:
    wanted = wanted_rows(counts, AugmentOptions(balance=share))
    goal = round(share * max(counts.values()))
    assert {name: count + wanted[name] for name, count in counts.items()} == {
        name: max(count, goal) for name, count in counts.items()
    }


@given(COUNTS, st.floats(0.01, 5))
def test_a_factor_asks_for_a_share_of_every_class(counts: dict[Class, int], factor: float) -> None:
    wanted = wanted_rows(counts, AugmentOptions(factor=factor))
    assert all(abs(wanted[name] - factor * count) <= 0.5 for name, count in counts.items())


def test_labelled_rows_are_balanced_and_others_doubled_where_nothing_is_asked_for() -> None:
    assert wanted_rows({"a": 10, "b": 4, None: 3}, AugmentOptions()) == {"a": 0, "b": 6, None: 0}
    assert wanted_rows({None: 7}, AugmentOptions()) == {None: 7}


def test_classes_ask_for_new_rows_by_name_and_for_no_others() -> None:
    assert wanted_rows({"a": 10, "b": 4, None: 3}, AugmentOptions(classes={"b": 9})) == {"a": 0, "b": 9, None: 0}


def test_a_class_called_none_is_not_the_rows_without_a_label() -> None:
    assert wanted_rows({"None": 10, None: 3}, AugmentOptions(classes={"None": 9})) == {"None": 9, None: 0}


def test_rows_without_a_label_are_no_class_that_others_are_filled_up_to() -> None:
    assert wanted_rows({None: 100, "a": 10, "b": 4}, AugmentOptions()) == {None: 0, "a": 0, "b": 6}


def test_a_class_that_there_is_not_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError, match=r"augment.classes: no class 'spaam' .*did you mean 'spam'\?"):
        wanted_rows({"ham": 10, "spam": 4}, AugmentOptions(classes={"spaam": 9}))


@pytest.mark.parametrize(
    "given_keys",
    [
        {"balance": 1.0, "factor": 1.0},
        {"balance": 1.0, "classes": {"a": 1}},
        {"factor": 1.0, "classes": {"a": 1}},
        {"balance": 0.5, "factor": 1.0, "classes": {"a": 1}},
    ],
)
def test_keys_that_exclude_each_other_are_named(given_keys: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        wanted_rows({"a": 3}, AugmentOptions(**given_keys))
    assert str(caught.value).startswith(f"augment: {' and '.join(given_keys)} exclude each other")


@pytest.mark.parametrize("given_keys", [{"balance": 1.0}, {"classes": {"a": 1}}])
def test_what_speaks_of_classes_is_refused_where_there_are_no_labels(given_keys: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=rf"augment.{next(iter(given_keys))}: the rows have no labels"):
        wanted_rows({None: 3}, AugmentOptions(**given_keys))


def splitmix(*numbers: int) -> int:
    """The published function on whole numbers of any size."""
    value, most = 0, 2**64 - 1
    for one in numbers:
        value = ((value ^ (one & most)) + 0x9E3779B97F4A7C15) & most
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & most
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & most
        value ^= value >> 31
    return value


@given(st.lists(st.integers(-(2**70), 2**70), max_size=5))
def test_mixed_numbers_are_those_of_splitmix(numbers: list[int]) -> None:
    assert mixed(*numbers) == splitmix(*numbers)


def test_mixed_numbers_of_neighbours_spread() -> None:
    made = np.array([mixed(row, attempt) for row in range(500) for attempt in range(4)], np.uint64)
    assert len(np.unique(made)) == 2000
    bits = (made[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.06
    remainders = np.bincount((made % np.uint64(5)).astype(np.int64), minlength=5)
    assert remainders.min() > 320
    assert mixed(1, 2) != mixed(2, 1)


@given(
    st.integers(0, 150), st.integers(0, 200), st.integers(1, 4), st.integers(1, 4), st.floats(0, 1), st.integers(0, 99)
)  # fmt: skip
def test_a_schedule_never_exceeds_its_limits_and_ends_only_when_nothing_is_left_to_try(
    rows: int, wanted: int, per_row: int, tries: int, luck: float, seed: int
) -> None:
    rng = random.Random(seed)
    plan = Schedule(np.arange(100, 100 + rows, dtype=np.uint64), wanted, per_row, tries)
    attempts: dict[int, list[int]] = {}
    made: dict[int, int] = {}
    least = LEAST
    while taken := plan.take():
        missing = wanted - sum(made.values())
        allowed = sum(
            min(per_row - made.get(row, 0), per_row * tries - len(attempts.get(row, ())))
            for row in range(100, 100 + rows)
        )
        assert len(taken) == min(max(missing, least), allowed)
        for row, attempt in taken:
            attempts.setdefault(row, []).append(attempt)
            if plan.wanted and rng.random() < luck:
                made[row] = made.get(row, 0) + 1
                plan.accept(row)
        least = 2 * least if wanted - sum(made.values()) == missing else LEAST
    assert all(told == list(range(len(told))) and len(told) <= per_row * tries for told in attempts.values())
    assert all(count <= per_row for count in made.values())
    assert sum(made.values()) + plan.wanted == wanted
    exhausted = all(
        made.get(row, 0) == per_row or len(attempts.get(row, ())) == per_row * tries for row in range(100, 100 + rows)
    )
    assert plan.wanted == 0 or exhausted


def test_rows_come_in_turn_before_one_comes_again() -> None:
    plan = Schedule(np.arange(6, dtype=np.uint64), 9, 3, 1)
    assert plan.take() == [(row, turn) for turn in range(3) for row in range(6)]


def test_a_pass_tries_some_more_where_few_are_missing_and_twice_as_many_after_one_that_gave_none() -> None:
    plan = Schedule(np.arange(2000, dtype=np.uint64), 3, 4, 3)
    assert [len(plan.take()) for _ in range(4)] == [128, 256, 512, 1024]
    plan.accept(5)
    assert len(plan.take()) == 128
    large = Schedule(np.arange(2000, dtype=np.uint64), 1000, 4, 3)
    assert [len(large.take()) for _ in range(3)] == [1000, 1000, 1000]


@pytest.mark.parametrize("wanted", [0, -2])
def test_nothing_is_tried_where_nothing_is_missing(wanted: int) -> None:
    assert Schedule(np.arange(6, dtype=np.uint64), wanted, 3, 1).take() == []


@given(st.permutations(range(30)), st.integers(1, 5))
def test_schedules_depend_on_the_seed_and_not_on_the_order_of_the_rows(order: list[int], seed: int) -> None:
    labels: list[Class] = [["x", "y", None][row % 3] for row in range(30)]
    wanted: dict[Class, int] = {"x": 5, None: 3, "y": 2}
    ids = np.arange(30, dtype=np.uint64)
    one = schedules(ids, labels, wanted, AugmentOptions(seed=seed))
    other = schedules(ids[order], [labels[row] for row in order], wanted, AugmentOptions(seed=seed))
    assert list(one) == [None, "x", "y"]
    assert {name: plan.rows.tolist() for name, plan in one.items()} == {
        name: plan.rows.tolist() for name, plan in other.items()
    }
    assert all({labels[row] for row in plan.rows.tolist()} == {name} for name, plan in one.items())
    again = schedules(ids, labels, wanted, AugmentOptions(seed=seed + 1))
    assert one["x"].rows.tolist() != again["x"].rows.tolist()


@pytest.mark.parametrize("given_keys", [{}, {"balance": 1.0}, {"factor": 2.0}, {"classes": {"a": 3}}])
def test_of_no_rows_none_are_wanted(given_keys: dict[str, Any]) -> None:
    assert wanted_rows({}, AugmentOptions(**given_keys)) == {}
