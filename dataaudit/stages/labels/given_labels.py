"""The labels of a run as numbers: one class a row, or any number of classes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

FEWEST_ROWS = 50
"""Labelled rows below which no model can be asked."""
FEWEST_OF_CLASS = 5
"""Rows of a class below which it is left out: it cannot be in every fold."""
MOST_CLASSES = 1000


@dataclass(frozen=True, slots=True)
class GivenLabels:
    """Labels of the rows that a model can be asked about.

    Attributes:
        places: Their places among all rows, int64.
        classes: Names of the classes.
        labels: int64, one a row; or bool, shape (rows, classes), where rows have any number of classes.
        left_out: Labelled rows of classes that are too small.
        reason: Why no model can be asked; empty where one can.
    """

    places: NDArray[np.int64]
    classes: tuple[str, ...]
    labels: NDArray[Any]
    left_out: int = 0
    reason: str = ""

    @property
    def several(self) -> bool:
        """Whether rows have any number of classes."""
        return self.labels.ndim == 2

    def shown(self, row: int, chosen: Any) -> str:
        """A label as the rows hold it: a name, or a JSON list of names.

        Args:
            row: Unused where rows have one class.
            chosen: Number of the class; or whether each class is meant.
        """
        if not self.several:
            return self.classes[int(chosen)]
        return json.dumps([name for name, one in zip(self.classes, chosen, strict=True) if one], ensure_ascii=False)


def given_labels(values: Sequence[str | None], there: NDArray[np.bool_]) -> GivenLabels:
    """Labels as numbers.

    Args:
        values: Labels as the rows hold them; lists are JSON.
        there: Whether a row has a text, bool.
    """
    places = [place for place, value in enumerate(values) if value is not None and there[place]]
    lists = [_names(str(values[place])) for place in places]
    if places and all(one is not None for one in lists):
        return _several(np.array(places, np.int64), [one or [] for one in lists])
    counts = Counter(str(values[place]) for place in places)
    kept = sorted(name for name, count in counts.items() if count >= FEWEST_OF_CLASS)
    number = {name: place for place, name in enumerate(kept)}
    chosen = [place for place in places if str(values[place]) in number]
    labels = np.array([number[str(values[place])] for place in chosen], np.int64)
    reason = _reason(len(chosen), kept, counts)
    return GivenLabels(np.array(chosen, np.int64), tuple(kept), labels, len(places) - len(chosen), reason)


def _reason(rows: int, kept: Sequence[str], counts: Counter[str]) -> str:
    if len(counts) > 20 and 2 * len(counts) > counts.total() and all(map(_is_number, counts)):
        return f"labels look like numbers on a scale: {len(counts)} different ones in {counts.total()} rows"
    if len(kept) < 2:
        return f"{len(kept)} classes of at least {FEWEST_OF_CLASS} rows, two are needed"
    if len(kept) > MOST_CLASSES:
        return f"{len(kept)} classes are more than {MOST_CLASSES}"
    return f"{rows} labelled rows, {FEWEST_ROWS} are needed" if rows < FEWEST_ROWS else ""


def _several(places: NDArray[np.int64], lists: list[list[str]]) -> GivenLabels:
    counts = Counter(name for names in lists for name in set(names))
    kept = sorted(name for name, count in counts.items() if FEWEST_OF_CLASS <= count <= len(lists) - FEWEST_OF_CLASS)
    labels = np.zeros((len(lists), len(kept)), np.bool_)
    number = {name: place for place, name in enumerate(kept)}
    for row, names in enumerate(lists):
        labels[row, [number[name] for name in names if name in number]] = True
    known = np.array([set(names) <= set(number) for names in lists], np.bool_)
    reason = ""
    if not kept:
        reason = f"no class of at least {FEWEST_OF_CLASS} rows, and as many without it"
    elif int(known.sum()) < FEWEST_ROWS:
        reason = f"{int(known.sum())} labelled rows, {FEWEST_ROWS} are needed"
    return GivenLabels(places[known], tuple(kept), labels[known], int((~known).sum()), reason)


def _names(value: str) -> list[str] | None:
    """The names of a label that is a JSON list, None for any other label."""
    if not value.startswith("["):
        return None
    try:
        names = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    return [str(name) for name in names if name is not None] if isinstance(names, list) else None


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
