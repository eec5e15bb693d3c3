"""Reads tables between bars whose columns, or whose rows, are the sides of a training."""

from __future__ import annotations

import re

from dataaudit.training.logs.records import number
from dataaudit.training.logs.text_cells import bar_cells, side_row, sides_of

_NAMES = re.compile(r"^\s*[|│┃][^\d|│┃]+(?:[|│┃][^|│┃]*[^\W\d][^|│┃]*)+[|│┃]\s*$")
"""The header of a table between bars."""


class SidedCells:
    """Gives the numbers of a row the side of their column, or of their row; one object a log."""

    def __init__(self) -> None:
        """Know no header."""
        self._sides: list[str] = []
        self._names: list[str] = []

    def __call__(self, text: str, *, celled: bool, rule: bool) -> dict[str, str] | None:
        """Numbers by side and name; empty for a header of sides, None for a line that is not of such a table.

        Args:
            text: A line.
            celled: Whether its cells are sides, or numbers with names.
            rule: Whether it only parts others.
        """
        cells = bar_cells(text) if self._sides or celled else []
        if celled and (sides := sides_of(cells)):
            self._sides = sides
            return {}
        if self._sides and len(cells) == len(self._sides) + 1:
            rows = {f"{side} {cells[0]}": cell for side, cell in zip(self._sides, cells[1:], strict=True)}
            return {name: cell for name, cell in rows.items() if number(cell) is not None}
        self._sides = self._sides if rule else []
        if celled and len(self._names) == len(cells) and (side := side_row(cells)):
            return {f"{side} {name}": cell for name, cell in zip(self._names[1:], cells[1:], strict=True)}
        if not rule:
            self._names = bar_cells(text) if _NAMES.match(text) else []
        return None
