from __future__ import annotations

import math
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.errors import ConfigurationError
from dataaudit.training.tuning.space import Parameter, SearchSpace, grid_values, read_space


def one(**keys: Any) -> dict[str, Any]:
    return {"parameters": {"rate": keys}}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key of a parameter": (one(low=1, hihg=2), "unknown key 'hihg' in 'parameters.rate'; did you mean 'h"),
    "an unknown key of the space": ({**one(low=1, high=2), "gaol": "minimise"}, "did you mean 'goal'?"),
    "an unknown goal": ({**one(low=1, high=2), "goal": "best"}, "goal"),
    "no parameter": ({"parameters": {}}, "no parameter to search"),
    "a parameter that is no mapping": ({"parameters": {"rate": 3}}, "should be a mapping"),
    "a log range that reaches zero": (one(low=0, high=1, log=True), "low must be above zero"),
    "a log range below zero": (one(low=-1, high=1, log=True), "low must be above zero"),
    "low above high": (one(low=2, high=1), "low of 2, which is not below its high of 1"),
    "low equal to high": (one(low=1, high=1), "which is not below"),
    "low that is not a number": (one(low=math.nan, high=1), "needs finite low and high values"),
    "no low": (one(high=1), "needs low and high, or choices"),
    "nothing": (one(), "needs low and high, or choices"),
    "range and choices": (one(low=0, high=1, choices=[1, 2]), "has both a range and choices"),
    "half a range and choices": (one(high=1, choices=[1, 2]), "has both a range and choices"),
    "duplicate choices": (one(choices=[1, 2, 1]), "needs at least one choice, without duplicates"),
    "no choices": (one(choices=[]), "needs at least one choice, without duplicates"),
    "a default outside the range": (one(low=0, high=1, default=2), "default of 2, which is outside its range"),
    "a default of text for a range": (one(low=0, high=1, default="x"), "outside its range"),
    "a default that is no choice": (
        one(choices=["a", "b"], default="c"),
        "default of c, which is not one of its choices",
    ),
    "whole with a fractional end": (one(low=0.5, high=3, whole=True), "is whole"),
    "a grid of one point": (one(low=0, high=1, points=1), "points"),
}


@every("name", BAD)
def test_a_wrong_space_is_told_in_one_sentence(name: str) -> None:
    space, says = BAD[name]
    with pytest.raises(ConfigurationError) as told:
        read_space(space)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_an_unknown_key_in_a_file_is_told_with_line_column_and_the_nearest_right_key(tmp_path: Path) -> None:
    path = tmp_path / "space.yml"
    path.write_text("title: mine\nparameters:\n  rate:\n    low: 1e-5\n    hihg: 1e-3\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        read_space(path)
    assert str(told.value) == f"{path}:5:5: unknown key 'hihg' in 'parameters.rate'; did you mean 'high'?"


def test_what_contradicts_itself_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "space.yml"
    path.write_text("parameters:\n  a: {low: 0, high: 1}\n  rate: {low: 0, high: 1, log: true}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"space\.yml:3:\d+: 'rate' uses a log scale from 0"):
        read_space(path)


def test_a_space_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yml"):
        read_space(tmp_path / "none.yml")


@pytest.mark.parametrize("name", ["seed", "proxy"])
def test_shipped_spaces_are_right_and_have_a_default_for_everything(name: str) -> None:
    space = read_space(name)
    assert space.title
    defaults = space.defaults()
    assert defaults is not None
    assert list(defaults) == list(space.parameters)
    assert set(space.distributions()) == set(space.parameters)


def test_without_one_of_its_defaults_a_space_has_none() -> None:
    space = read_space({"parameters": {"a": {"low": 0, "high": 1, "default": 0}, "b": {"low": 0, "high": 1}}})
    assert space.defaults() is None
    assert read_space({"parameters": {"a": {"choices": [False, True], "default": False}}}).defaults() == {"a": False}


ranges = st.tuples(st.integers(-50, 50), st.integers(1, 50)).map(lambda pair: (pair[0], pair[0] + pair[1]))
parameters = st.one_of(
    st.builds(lambda ends, points: Parameter(low=ends[0], high=ends[1], points=points), ranges, st.integers(2, 5)),
    st.builds(
        lambda ends, points: Parameter(low=ends[0], high=ends[1], points=points, whole=True), ranges, st.integers(2, 5)
    ),
    st.builds(
        lambda low, factor, points: Parameter(low=low, high=low * factor, points=points, log=True),
        st.floats(1e-6, 10), st.floats(1.5, 1e4), st.integers(2, 5),
    ),
    st.lists(st.sampled_from(["a", "b", 3, 2.5, True]), min_size=1, max_size=4, unique=True).map(
        lambda chosen: Parameter(choices=tuple(chosen))
    ),
)  # fmt: skip


@given(st.lists(parameters, min_size=1, max_size=3))
def test_a_grid_holds_every_combination_exactly_once(given_parameters: list[Parameter]) -> None:
    space = SearchSpace(parameters={f"p{place}": one for place, one in enumerate(given_parameters)})
    grid = space.grid()
    expected = list(product(*map(grid_values, given_parameters)))
    assert [tuple(point.values()) for point in grid] == expected
    assert len({tuple(point.items()) for point in grid}) == len(grid)


@given(parameters)
def test_values_of_a_grid_ascend_from_end_to_end(parameter: Parameter) -> None:
    values = grid_values(parameter)
    if parameter.choices is not None:
        assert values == list(parameter.choices)
        return
    assert len(values) <= parameter.points
    assert (values[0], values[-1]) == (parameter.low, pytest.approx(parameter.high))
    assert all(first < second for first, second in pairwise(values))
    if parameter.whole:
        assert all(isinstance(value, int) for value in values)
    if parameter.log and len(values) > 2:
        ratios = [second / first for first, second in pairwise(values)]
        assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=1e-6)
