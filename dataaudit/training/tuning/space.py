"""Search spaces: parameters with their ranges, from YAML or a mapping."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.config.strict_yaml import Document, read_yaml
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution


_TAKEN = ("number", "state", "value", "seconds", "failed", "last_step", "seed")

Value = bool | int | float | str
Values = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: a range, or a choice."""

    __pydantic_config__ = SECTION

    low: int | float | None = None
    """Smallest value of a range."""
    high: int | float | None = None
    """Largest value of a range."""
    log: bool = False
    """Whether values are spread evenly on a log scale, as learning rates should be."""
    whole: bool = False
    """Whether values are integers."""
    choices: tuple[bool | int | float | str, ...] | None = None
    """Values to choose from, instead of a range."""
    points: Annotated[int, Field(ge=2)] = 4
    """Number of values that a grid tries in a range."""
    default: bool | int | float | str | None = None
    """The value used without a search; the best trial is compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSpace:
    """Parameters to search, and the goal."""

    __pydantic_config__ = SECTION

    parameters: Mapping[str, Parameter]
    """Parameters by name."""
    goal: Literal["minimise", "maximise"] = "minimise"
    """Whether to minimise or maximise the objective."""
    title: str = ""
    """Title of the search."""

    def grid(self) -> list[Values]:
        """Return every combination; the last parameter changes fastest.

        Examples:
            >>> space = SearchSpace(parameters={"a": Parameter(low=1e-3, high=1e-1, log=True, points=3),
            ...                                 "b": Parameter(choices=("x", "y"))})
            >>> [(round(one["a"], 4), one["b"]) for one in space.grid()][:3]
            [(0.001, 'x'), (0.001, 'y'), (0.01, 'x')]
        """
        values = map(grid_values, self.parameters.values())
        return [dict(zip(self.parameters, one, strict=True)) for one in product(*values)]

    def defaults(self) -> Values | None:
        """Return the default of every parameter, or None if one has no default."""
        given = {name: one.default for name, one in self.parameters.items() if one.default is not None}
        return given if len(given) == len(self.parameters) else None

    def distributions(self) -> dict[str, BaseDistribution]:
        """Return the parameters as Optuna distributions."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        made: dict[str, BaseDistribution] = {}
        for name, one in self.parameters.items():
            if one.choices is not None:
                made[name] = CategoricalDistribution(one.choices)
            elif one.whole:
                made[name] = IntDistribution(int(one.low or 0), int(one.high or 0), log=one.log)
            else:
                made[name] = FloatDistribution(float(one.low or 0), float(one.high or 0), log=one.log)
        return made


def grid_values(one: Parameter) -> list[Value]:
    """Return the values of a parameter that a grid tries.

    Examples:
        >>> grid_values(Parameter(low=1, high=4, whole=True, points=10))
        [1, 2, 3, 4]
    """
    if one.choices is not None:
        return list(one.choices)
    low, high = float(one.low or 0), float(one.high or 0)
    steps = [place / (one.points - 1) for place in range(one.points)]
    if one.log:
        values = [math.exp(math.log(low) + step * (math.log(high) - math.log(low))) for step in steps]
        values[0], values[-1] = low, high
    else:
        values = [low + step * (high - low) for step in steps]
    return list(dict.fromkeys(round(value) for value in values)) if one.whole else list(values)


def read_space(source: str | Path | Mapping[str, Any]) -> SearchSpace:
    """Read a search space from a YAML file, the name of a shipped one, or a mapping.

    Raises:
        ConfigurationError: An unknown key, an incomplete or reversed range, or a log scale that reaches zero.
    """
    document = Document(dict(source), "the search space") if isinstance(source, Mapping) else read_yaml(_path(source))
    space = validate(SearchSpace, document.value, document)
    if not space.parameters:
        message = f"{document.origin}: no parameter to search"
        raise ConfigurationError(message)
    for name, one in space.parameters.items():
        problem = "is reserved for the trial table; rename the parameter" if name in _TAKEN else _problem(one)
        if problem:
            message = f"{document.place(('parameters', name))}: '{name}' {problem}"
            raise ConfigurationError(message)
    return space


def _path(source: str | Path) -> Path:
    from dataaudit.config.shipped import find_declared

    return find_declared("rules/spaces", str(source))


def _problem(one: Parameter) -> str | None:
    if one.choices is not None:
        if one.low is not None or one.high is not None:
            return "has both a range and choices; keep one of them"
        if len(set(one.choices)) < len(one.choices) or not one.choices:
            return "needs at least one choice, without duplicates"
        if one.default is not None and one.default not in one.choices:
            return f"has a default of {one.default}, which is not one of its choices"
        return None
    if one.low is None or one.high is None:
        return "needs low and high, or choices"
    if not (math.isfinite(one.low) and math.isfinite(one.high)):
        return "needs finite low and high values"
    if not one.low < one.high:
        return f"has a low of {one.low:g}, which is not below its high of {one.high:g}"
    if one.log and one.low <= 0:
        return f"uses a log scale from {one.low:g}; low must be above zero"
    if one.whole and (one.low != int(one.low) or one.high != int(one.high)):
        return "is whole, but its low or high is not a whole number"
    number = isinstance(one.default, int | float) and not isinstance(one.default, bool)
    if one.default is not None and not (number and one.low <= float(one.default) <= one.high):
        return f"has a default of {one.default}, which is outside its range"
    return None
