"""Which rows a view shows, from the words of an address, as an expression over ``rows/``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite, nan

import polars as pl

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.findings.registry import all_findings

PLACES = ("split", "label", "language", "file", "label_suggested")
"""Columns that are compared with a value; ``ABSENT`` stands for none."""
ABSENT = "\x00"
ASKED = (*PLACES, "finding", "state", "topic", "column", "min", "max", "sort", "descending")
"""What of an address chooses rows."""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A choice of rows.

    Attributes:
        expression: True for a row that is shown.
        sort: A column of numbers, or None for the order of the input.
        descending: Whether the largest come first.
    """

    expression: pl.Expr
    sort: str | None
    descending: bool


def row_filter(asked: Mapping[str, str], columns: Collection[str], numbers: Collection[str]) -> RowFilter:
    """The choice that an address names.

    Args:
        asked: ``finding``, ``state`` (kept or dropped), ``split``, ``label``, ``language``, ``file``, ``topic``,
            ``column`` with ``min`` and ``max``, ``sort`` and ``descending``.
        columns: Columns of ``rows/``.
        numbers: Those that hold numbers.

    Raises:
        InputError: A finding, column or number that there is not.
    """
    chosen = pl.lit(value=True)
    if name := asked.get("finding"):
        known = {word: one.code for one in all_findings() for word in (one.name, one.code)}
        if name not in known:
            message = f"there is no finding '{name}'{did_you_mean(name, known)}"
            raise InputError(message)
        chosen &= pl.col("flags").list.contains(known[name])
    if state := asked.get("state"):
        if state not in ("kept", "dropped"):
            message = f"state '{state}': choose kept or dropped"
            raise InputError(message)
        chosen &= pl.col("kept") if state == "kept" else ~pl.col("kept")
    for place in PLACES:
        if (value := asked.get(place)) and _known(place, columns):
            chosen &= pl.col(place).is_null() if value == ABSENT else pl.col(place) == value
    if (topic := asked.get("topic")) and _known("topic", columns):
        chosen &= pl.col("topic") == int(number("topic", topic))
    if (name := asked.get("column")) and _known(name, numbers, "column of numbers"):
        for side, value in (("min", asked.get("min")), ("max", asked.get("max"))):
            if value:
                limit = number(side, value)
                chosen &= pl.col(name) >= limit if side == "min" else pl.col(name) <= limit
    sort = asked.get("sort") or None
    if sort is not None:
        _known(sort, numbers, "column of numbers")
    return RowFilter(chosen.fill_null(value=False), sort, asked.get("descending") == "1")


def _known(name: str, columns: Collection[str], what: str = "column") -> bool:
    if name not in columns:
        message = f"the run has no {what} '{name}'{did_you_mean(name, columns)}"
        raise InputError(message)
    return True


def number(name: str, value: str) -> float:
    """A finite number of an address.

    Raises:
        InputError: The word is not a finite number.
    """
    try:
        read = float(value)
    except ValueError:
        read = nan
    if not isfinite(read):
        message = f"{name} '{value}': a number is expected"
        raise InputError(message)
    return read
