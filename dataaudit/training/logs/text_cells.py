"""Cells of a line of a table that is printed as text."""

from __future__ import annotations

import re

from dataaudit.training.logs.columns import vocabulary
from dataaudit.training.logs.records import number

RULE = re.compile(r"^[\s|│:+=─━┼├┤┌┐└┘┬┴╞╡╪╒╕╘╛╧╤═╭╮╰╯-]*$")
"""A line that parts others."""
_BAR, _ENDS = re.compile("[|│┃]"), re.compile(r"^\s*[|│┃]|[|│┃]\s*$")
_UNDERLINE = re.compile(r"^\s*(?:(?:_{2,}|-{2,})\s+)+(?:_{2,}|-{2,})\s*$")
_LOGGER = re.compile(r"^[^|│┃]* - (?=[^|│┃]*[|│┃])")
_CELL = re.compile(r"\S+(?: \S+)*")
_FEWEST = 2


def bar_cells(text: str) -> list[str]:
    """Cells between bars, without what a logger writes before them; none where there are no bars.

    Examples:
        >>> bar_cells("| loss | 0.5 |"), bar_cells("loss 0.5")
        (['loss', '0.5'], [])
    """
    if not _BAR.search(text):
        return []
    return [cell.strip() for cell in _BAR.split(_ENDS.sub("", _LOGGER.sub("", text)))]


def paired_cells(cells: list[str]) -> dict[str, str]:
    """Numbers by name of a row that holds several pairs of both; none for another row.

    Examples:
        >>> paired_cells(["loss", "0.5", "lr", "1e-4"]), paired_cells(["loss", "0.5"])
        ({'loss': '0.5', 'lr': '1e-4'}, {})
    """
    pairs = [(name, value) for name, value in zip(cells[::2], cells[1::2], strict=False) if name or value]
    named = all(any(map(str.isalpha, name)) and number(value) is not None for name, value in pairs)
    return dict(pairs) if len(cells) % 2 == 0 and len(pairs) >= _FEWEST and named else {}


def sides_of(cells: list[str]) -> list[str]:
    """The sides that head the columns of a table whose rows are metrics; none for another line."""
    named = [cell.lower() for cell in (cells[1:] if cells and not cells[0] else cells)]
    return named if len(named) >= _FEWEST and all(name in vocabulary().sides for name in named) else []


def side_row(cells: list[str]) -> str:
    """The side that a row of a table names in its first cell, numbers in the others; "" for another row.

    Examples:
        >>> side_row(["validation", "0.20", "8.57"]), side_row(["loss", "0.20", "8.57"])
        ('validation', '')
    """
    named = bool(cells) and cells[0].lower() in vocabulary().sides
    return cells[0].lower() if named and len(cells) > 1 and all(number(cell) is not None for cell in cells[1:]) else ""


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where words are that two spaces part at least.

    Examples:
        >>> word_spans(" step  val loss")
        [(1, 5), (7, 15)]
    """
    return [match.span() for match in _CELL.finditer(text)]


def underlined(text: str) -> list[tuple[int, int]]:
    """Where the columns are whose header a line underlines; none for another line.

    Examples:
        >>> underlined(" ____  _____"), underlined("loss  0.5")
        ([(1, 5), (7, 12)], [])
    """
    return [match.span() for match in re.finditer(r"\S+", text)] if _UNDERLINE.match(text) else []


def placed_cells(text: str, spans: list[tuple[int, int]]) -> list[str] | None:
    """Cells by the columns that they are under, "" where there is none; None where one is under two or under none."""
    cells = [""] * len(spans)
    for match in _CELL.finditer(text):
        under = [place for place, (first, last) in enumerate(spans) if match.start() < last and match.end() > first]
        if len(under) != 1 or cells[under[0]]:
            return None
        cells[under[0]] = match[0]
    return cells
