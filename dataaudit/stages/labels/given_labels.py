"""The labels of a run as numbers: one class per row, or any number of classes."""

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
"""Fewest labelled rows to train a model on."""
FEWEST_OF_CLASS = 5
"""Fewest rows of a class that is kept: with fewer it cannot be in every fold."""
MOST_CLASSES = 1000


@dataclass(frozen=True, slots=True)
class GivenLabels:
    """Labels of the rows that a model can judge.

    Attributes:
        places: Places of these rows among all rows, int64.
        classes: Names of the classes.
        labels: int64, one per row; or bool, shape (rows, classes), if rows have any number of classes.
        left_out: Number of labelled rows whose classes are too small.
        reason: Why no model can be trained; empty if one can.
    """

    places: NDArray[np.int64]
    classes: tuple[str, ...]
    labels: NDArray[Any]
    left_out: int = 0
    reason: str = ""

    @property
    def several(self) -> bool:
        """Whether rows have any number of classes, not exactly one."""
        return self.labels.ndim == 2

    def shown(self, row: int, chosen: Any) -> str:
        """A label in the form of the input: a name, or a JSON list of names.

        Args:
            row: Unused if rows have one class.
            chosen: Number of the class; or, for several classes, whether each applies.
        """
        if not self.several:
            return self.classes[int(chosen)]
        return json.dumps([name for name, one in zip(self.classes, chosen, strict=True) if one], ensure_ascii=False)


def given_labels(values: Sequence[str | None], there: NDArray[np.bool_]) -> GivenLabels:
    """Labels as numbers.

    Args:
        values: Labels of all rows; lists are JSON, null for none.
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
        return f"labels look like numbers on a scale: {len(counts)} distinct values in {counts.total()} rows"
    if len(kept) < 2:
        return f"classes of at least {FEWEST_OF_CLASS} rows: {len(kept)}; 2 are needed"
    if len(kept) > MOST_CLASSES:
        return f"{len(kept):,} classes; at most {MOST_CLASSES:,} are supported"
    return f"{rows} labelled rows; at least {FEWEST_ROWS} are needed" if rows < FEWEST_ROWS else ""


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
        reason = f"no class has at least {FEWEST_OF_CLASS} rows with it and {FEWEST_OF_CLASS} without it"
    elif int(known.sum()) < FEWEST_ROWS:
        reason = f"{int(known.sum())} labelled rows; at least {FEWEST_ROWS} are needed"
    return GivenLabels(places[known], tuple(kept), labels[known], int((~known).sum()), reason)


def _names(value: str) -> list[str] | None:
    """The names in a label that is a JSON list; None for any other label."""
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
