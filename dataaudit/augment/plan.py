"""How many new rows are wanted of every class, and of which rows they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataaudit.config.augment import AugmentOptions, asked_twice
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError

LEAST = 128
"""Tries of a class in a pass, at least."""
Class = str | None
"""A class; None for all rows of data without classes."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ONE, _OTHER = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def wanted_rows(counts: Mapping[Class, int], settings: AugmentOptions) -> dict[Class, int]:
    """New rows wanted by class.

    Args:
        counts: Training rows by class.
        settings: The pipeline's section.

    Raises:
        ConfigurationError: See ``asked_for_labels``; or a class that there is not.

    Examples:
        >>> wanted_rows({"ham": 100, "spam": 20}, AugmentOptions())
        {'ham': 0, 'spam': 80}
        >>> wanted_rows({None: 100}, AugmentOptions(factor=0.5))
        {None: 50}
    """
    names = [name for name in counts if name is not None]
    if not counts:
        return {}
    asked_for_labels(settings, labelled=bool(names))
    if settings.classes:
        for name in settings.classes:
            if name not in counts:
                message = f"augment.classes: no class '{name}' among the training rows{did_you_mean(name, names)}"
                raise ConfigurationError(message)
        return {name: 0 if name is None else int(settings.classes.get(name, 0)) for name in counts}
    if settings.factor is not None or not names:
        factor = 1.0 if settings.factor is None else settings.factor
        return {name: round(factor * count) for name, count in counts.items()}
    largest = max(counts[name] for name in names)
    goal = round((settings.balance or 1.0) * largest)
    return {name: max(0, goal - count) if name is not None else 0 for name, count in counts.items()}


def asked_for_labels(settings: AugmentOptions, *, labelled: bool) -> None:
    """Fail where keys exclude each other, or name classes in data without labels.

    Raises:
        ConfigurationError: Says which.
    """
    asked = asked_twice(settings)
    if len(asked) > 1:
        message = f"augment: {' and '.join(asked)} exclude each other; give one of them"
        raise ConfigurationError(message)
    for key in ("classes", "balance"):
        if key in asked and not labelled:
            message = f"augment.{key}: the rows have no labels; name their column (--label), or give factor"
            raise ConfigurationError(message)


def mixed(*numbers: int) -> int:
    """A number of 64 bits that depends on all of some, and looks like chance.

    Source: SplitMix64, Steele et al. 2014.
    """
    value = np.uint64(0)
    with np.errstate(over="ignore"):
        for one in numbers:
            value = (value ^ np.uint64(one & 0xFFFFFFFFFFFFFFFF)) + _FACTOR
            value = (value ^ (value >> np.uint64(30))) * _ONE
            value = (value ^ (value >> np.uint64(27))) * _OTHER
            value ^= value >> np.uint64(31)
    return int(value)


@dataclass
class Schedule:
    """Which row is tried next for a class, and how often each has been.

    Rows come in turn, in an order taken by chance.

    Attributes:
        rows: Row ids of the class in that order, uint64.
        wanted: New rows still missing.
        per_row: New rows of one row, at most.
        tries: Tries for each of these.
        made: New rows by row id.
        tried: Tries by row id.
    """

    rows: NDArray[np.uint64]
    wanted: int
    per_row: int
    tries: int
    made: dict[int, int] = field(default_factory=dict)
    tried: dict[int, int] = field(default_factory=dict)
    _place: int = 0
    _least: int = LEAST
    _before: int = -1

    def take(self) -> list[tuple[int, int]]:
        """As many tries as new rows are missing, if rows allow them: row id and number of the try.

        Some more where few are missing, and twice as many after a pass that gave none: every pass reads the data.
        """
        taken: list[tuple[int, int]] = []
        if self.wanted <= 0:
            return taken
        self._least = 2 * self._least if self.wanted == self._before else LEAST
        self._before = self.wanted
        most = max(self.wanted, self._least)
        pending: dict[int, int] = {}
        idle = 0
        while len(taken) < most and idle < len(self.rows):
            row = int(self.rows[self._place])
            self._place = (self._place + 1) % len(self.rows)
            attempt = self.tried.get(row, 0)
            full = self.made.get(row, 0) + pending.get(row, 0) >= self.per_row
            if full or attempt >= self.per_row * self.tries:
                idle += 1
                continue
            idle = 0
            self.tried[row] = attempt + 1
            pending[row] = pending.get(row, 0) + 1
            taken.append((row, attempt))
        return taken

    def accept(self, row: int) -> None:
        """Count a new row."""
        self.made[row] = self.made.get(row, 0) + 1
        self.wanted -= 1


def schedules(
    row_ids: NDArray[np.uint64], labels: Sequence[Class], wanted: Mapping[Class, int], settings: AugmentOptions
) -> dict[Class, Schedule]:
    """A schedule for every class of which rows are wanted, in the order of their names."""
    order = np.array([mixed(int(row), settings.seed) for row in row_ids.tolist()], np.uint64)
    names = sorted(wanted, key=_sortable)
    number = {name: place for place, name in enumerate(names)}
    codes = np.fromiter((number[label] for label in labels), np.int64, len(labels))
    ordered = np.lexsort((order, codes))
    bounds = np.searchsorted(codes[ordered], np.arange(len(names) + 1))
    return {
        name: Schedule(
            row_ids[ordered[bounds[place] : bounds[place + 1]]], wanted[name], settings.per_row, settings.tries
        )
        for place, name in enumerate(names)
    }


def _sortable(name: Class) -> str:
    return "" if name is None else f"={name}"
