"""How many new rows are wanted of every class, and of which rows they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataaudit.config.augment import Augment, asked_twice
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError

Class = str | None
"""A class; None for all rows of data without classes."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ONE, _OTHER = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def wanted_rows(counts: Mapping[Class, int], settings: Augment) -> dict[Class, int]:
    """New rows wanted by class.

    Args:
        counts: Training rows by class.
        settings: The pipeline's section.

    Raises:
        ConfigurationError: Keys that exclude each other are given, a class that there is not, or classes where there
            are no labels.

    Examples:
        >>> wanted_rows({"ham": 100, "spam": 20}, Augment())
        {'ham': 0, 'spam': 80}
        >>> wanted_rows({None: 100}, Augment(factor=0.5))
        {None: 50}
    """
    asked = asked_twice(settings)
    if len(asked) > 1:
        message = f"augment: {' and '.join(asked)} exclude each other; give one of them"
        raise ConfigurationError(message)
    names = [name for name in counts if name is not None]
    if settings.classes:
        for name in settings.classes:
            if name not in counts:
                told = did_you_mean(name, names) if names else "; the rows have no labels (--label)"
                message = f"augment.classes: no class '{name}' among the training rows{told}"
                raise ConfigurationError(message)
        return {name: int(settings.classes.get(name or "", 0)) for name in counts}
    if settings.balance is not None and not names:
        message = "augment.balance: the rows have no labels; name their column (--label), or give factor"
        raise ConfigurationError(message)
    if settings.factor is not None or not names:
        factor = 1.0 if settings.factor is None else settings.factor
        return {name: round(factor * count) for name, count in counts.items()}
    largest = max(counts[name] for name in names)
    goal = round((settings.balance or 1.0) * largest)
    return {name: max(0, goal - count) if name is not None else 0 for name, count in counts.items()}


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

    Rows come in an order taken by chance, each once before any comes again.

    Attributes:
        rows: Row ids of the class in that order, uint64.
        wanted: New rows still missing.
        per_row: New rows of one row, at most.
        tries: Tries for each of these.
        next: How many were taken.
        made: New rows by row id.
    """

    rows: NDArray[np.uint64]
    wanted: int
    per_row: int
    tries: int
    next: int = 0
    made: dict[int, int] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether nothing is missing, or nothing can be tried any more."""
        return self.wanted <= 0 or self.next >= len(self.rows) * self.per_row * self.tries

    def take(self) -> list[tuple[int, int]]:
        """As many tries as new rows are missing: row id and number of the try."""
        taken: list[tuple[int, int]] = []
        last = len(self.rows) * self.per_row * self.tries
        pending: dict[int, int] = {}
        while len(taken) < self.wanted and self.next < last:
            attempt, place = divmod(self.next, len(self.rows))
            self.next += 1
            row = int(self.rows[place])
            if self.made.get(row, 0) + pending.get(row, 0) < self.per_row:
                pending[row] = pending.get(row, 0) + 1
                taken.append((row, attempt))
        return taken

    def accept(self, row: int) -> None:
        """Count a new row."""
        self.made[row] = self.made.get(row, 0) + 1
        self.wanted -= 1


def schedules(
    row_ids: NDArray[np.uint64], labels: Sequence[Class], wanted: Mapping[Class, int], settings: Augment
) -> dict[Class, Schedule]:
    """A schedule for every class of which rows are wanted, in the order of their names."""
    order = np.array([mixed(int(row), settings.seed) for row in row_ids.tolist()], np.uint64)
    column = np.array([_sortable(label) for label in labels], dtype=object)
    made: dict[Class, Schedule] = {}
    for name in sorted(wanted, key=_sortable):
        places = np.flatnonzero(column == _sortable(name))
        rows = row_ids[places[np.argsort(order[places], kind="stable")]]
        made[name] = Schedule(rows, wanted[name], settings.per_row, settings.tries)
    return made


def _sortable(name: Class) -> str:
    return "" if name is None else f"={name}"
