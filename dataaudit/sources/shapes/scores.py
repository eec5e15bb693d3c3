"""What rows say about the worth of their answers: a score of either side, their difference, or a rating."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from dataaudit.sources.shapes.conversation import column_names
from dataaudit.sources.shapes.turns import Turns
from dataaudit.sources.template import RowTemplate

_MOST = 0.6
"""Share of the first pairs that a score must agree with to be one in which more is better."""

_WORDS = re.compile(r"([_\-. ]+)")
_ORDERED = (("a", "b"), ("0", "1"), ("1", "2"))
"""Words for two answers of which a column names the better one."""

Meaning = Literal["sides", "margin", "rating"]


@dataclass(frozen=True, slots=True)
class Scores(RowTemplate):
    """The template that gives one number a row, as text.

    Attributes:
        kind: What it is: of two sides the difference of their scores, that difference as a column gives it, or 1 and 0
            for a good and a bad answer.
        turns: What says which of two answers is the better one, where a column does.
    """

    kind: Meaning = "margin"
    turns: Turns | None = None

    @property
    def read(self) -> tuple[str, ...]:
        """See ``RowTemplate``."""
        return (*self.columns, self.turns.verdict) if self.turns else self.columns

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The number of a row; None where it has none."""
        numbers = [_number(row.get(column)) for column in self.columns]
        given = [number for number in numbers if number is not None]
        if len(given) < len(numbers):
            return None
        difference = given[0] - sum(given[1:])
        if self.turns is None:
            return repr(difference)
        preferred = self.turns.preferred(row)
        return None if preferred is None else repr(difference if preferred == "first" else -difference)


def find_scores(head: pa.Table, shape: Turns) -> tuple[Scores | None, str]:
    """The scores of rows, and a sentence about them; None and "" where there are none.

    Args:
        head: First rows.
        shape: What they are: a preference has two sides, others may have a rating.

    A score with which most of the first pairs disagree may be a rank or a loss: it is named, and not read.
    """
    names = column_names()
    free = {name.casefold(): name for name in reversed(head.schema.names)}
    if shape.kind != "preference":
        rating = next(
            (free[name] for name in names["ratings"] if name in free and is_rating(head.column(free[name]))), ""
        )
        return (Scores((("", rating),), kind="rating"), f"ratings in '{rating}'") if rating else (None, "")
    judge = shape if shape.verdict else None
    for low, name in free.items():
        words = _WORDS.split(low)  # with what parts them
        for better, worse in (*names["sides"], *(_ORDERED if judge else ())):
            other = free.get("".join(worse if word == better else word for word in words))
            if better in words and other and _numeric(head, name) and _numeric(head, other):
                return _agreeing(Scores((("", name), ("", other)), kind="sides", turns=judge), head)
    margin = next((free[name] for name in names["margins"] if name in free and _numeric(head, free[name])), None)
    return _agreeing(Scores((("", margin),), kind="margin"), head) if margin else (None, "")


def is_rating(column: pa.ChunkedArray) -> bool:
    """Whether all values are true or false."""
    if pa.types.is_nested(column.type):
        return False
    values = column.drop_null().unique().to_pylist()
    return bool(values) and all(isinstance(value, bool) or str(value).casefold() in _TRUTHS for value in values)


_TRUTHS = {"true": 1.0, "false": 0.0}


def _agreeing(scores: Scores, head: pa.Table) -> tuple[Scores | None, str]:
    told = " and ".join(f"'{column}'" for column in scores.columns)
    rows = head.select(list(scores.read)).to_pylist()
    given = [float(found) for found in map(scores.of_object, rows) if found is not None]
    apart = [number for number in given if number]
    if apart and sum(number > 0 for number in apart) < _MOST * len(apart):
        return (
            None,
            f"scores in {told} are not judged: in the first pairs they do not say that the chosen side is better",
        )
    return (scores, f"scores of the sides in {told}") if given else (None, "")


def _numeric(head: pa.Table, column: str) -> bool:
    kind = head.schema.field(column).type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return _TRUTHS.get(value.strip().casefold())
    try:
        return float(value) if value is not None and not isinstance(value, list | Mapping) else None
    except OverflowError:  # a whole number of hundreds of digits
        return None
