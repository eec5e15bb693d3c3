"""Whether the first line of a CSV file names its columns, or holds the values of a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

LOOKED_AT = 100
"""Records behind the first one that are looked at."""
_MOST = 0.9
"""Share of the values of a column that must be numbers for it to hold numbers."""
_OFTEN = 2
"""How often a category in the first line occurs again at least."""
_RISING = 2
"""More numbers than that, each larger than the one before, are names of columns."""
_FORM, _FEWEST_FORMED = re.compile(r"\d"), 4
"""Digits of a name with a number, and the fewest characters of one whose form says that it is one of a series."""
_FEWEST = 2
"""Fewest records behind the first one of which it can be said what a column holds."""


def holds_values(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first record is a row like those behind it, and no names of columns.

    It is one where a number is above numbers, or where a category occurs again and again below it, unless a word is
    above numbers. Numbers that count the columns are names of columns, and so are years and numbers that rise; a line
    of names may occur again in the middle of a file, and names of columns may be whole questions.

    Args:
        first: Cells of the first record.
        rows: Records behind it, with as many cells each.

    Examples:
        >>> holds_values(["1", "Ferry talks open"], [["2", "Late try lifts Toulon"], ["3", "Oil slips"]])
        True
        >>> holds_values(["label", "text"], [["2", "Late try lifts Toulon"], ["3", "Oil slips"]])
        False
    """
    if len(rows) < _FEWEST:
        return False
    counted = [cell for cell in first if _is_number(cell)]
    below = list(zip(*rows, strict=True))
    numeric = [sum(map(_is_number, values)) >= _MOST * len(values) for values in below]
    if any(number and not _is_number(cell) for cell, number in zip(first, numeric, strict=True)):
        return False  # a word above numbers, or nothing above an index
    if any(number and _is_number(cell) for cell, number in zip(first, numeric, strict=True)):
        return not _are_names(counted)
    formed = [_FORM.sub("0", cell) for cell in first]
    if any(
        form != cell and len(cell) >= _FEWEST_FORMED and _share(form, values) >= _MOST and cell not in values
        for cell, form, values in zip(first, formed, below, strict=True)
    ):
        return True  # one more number of a series, as LJ001-0001 above LJ001-0002
    again = [
        bool(cell.strip()) and values.count(cell) >= _OFTEN and len(set(values)) <= len(values) / 2
        for cell, values in zip(first, below, strict=True)
    ]
    return any(again) and not all(again) and not any(list(row) == list(first) for row in rows)


def _share(form: str, values: Sequence[str]) -> float:
    return sum(_FORM.sub("0", value) == form for value in values) / len(values)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _are_names(numbers: Sequence[str]) -> bool:
    """Whether numbers name columns: they count them, or are years."""
    if not all(number.strip().isdigit() for number in numbers):
        return False
    values = [int(number) for number in numbers]
    counts = len(values) > 1 and values == list(range(values[0], values[0] + len(values))) and values[0] in (0, 1)
    years = all(1900 <= value <= 2100 for value in values)
    rising = len(values) > _RISING and all(one < other for one, other in pairwise(values))
    return counts or years or rising
