"""Reads tables that are printed as text: columns of spaces or tabs, pipes, Markdown, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dataaudit.training.logs.columns import counter_of, role_of, vocabulary, words_of
from dataaudit.training.logs.log_lines import LogLine, cleaned, log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import NUMBER, distinct, frame_of, number
from dataaudit.training.logs.run_log import RawRun

_RULE = re.compile(r"^[\s|│:+=─━┼├┤┌┐└┘┬┴╞╡╪╒╕╘╛═╭╮╰╯-]*$")
_PREFIX = re.compile(r"^.*(?:[\])]|\s:|:\s)\s*(?=\S)")
_CELL = re.compile(rf"^\s*({NUMBER})\s*(?:%|[A-Za-z]{{0,3}}|/\s*\d+|\([^)]*\))?\s*$", re.IGNORECASE)
_ABSENT = ("", "-", "--", "---", "no log", "n/a", "na", "#na#", "none", "null", "–", "—")
_FEWEST = 2
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789.,+-"))
_MOST_FORMS = 4096
"""Forms of lines, without their digits, that are known to hold nothing of a table."""
_NUMBERED = re.compile(r" \(\d+\)$")
_SHORT_NAMES = {"e": "epoch", "#": "step", "it": "iteration", "ep": "epoch"}


@dataclass(slots=True)
class _Table:
    names: list[str]
    split: str
    rows: list[dict[str, float]] = field(default_factory=list)


def read_file(log: LogFile) -> Runs | None:
    """Read the tables of a text; the one with most rows, and others with the same columns."""
    if not log.text:
        return None
    tables = [table for table in _tables(log_lines(log.path)) if table.rows]
    if not tables:
        return None
    most = max(tables, key=lambda table: len(table.rows))
    rows = [row for table in tables if table.names == most.names for row in table.rows]
    return "table in a text", [RawRun(name=log.path.name, frame=frame_of(rows), step=None)]


def _tables(lines: Iterator[LogLine]) -> Iterator[_Table]:
    table: _Table | None = None
    passed: set[str] = set()
    for line in lines:
        form = line.text.translate(_NO_DIGITS)
        if form in passed:
            continue
        text = cleaned(line.text).text
        if _RULE.match(text):
            continue
        if table is not None and (row := _row(text, table)) is not None:
            table.rows.append(row)
            continue
        if table is not None and not table.rows and _goes_on(text, table):
            continue
        header = _header(text)
        if header is not None:
            if table is not None:
                yield table
            table = header
            passed.clear()
        elif len(passed) < _MOST_FORMS:
            passed.add(form)
    if table is not None:
        yield table


def _cells(text: str, split: str) -> list[str]:
    if split == "|":
        return [
            cell.strip()
            for cell in re.sub(r"^\s*[|│┃]|[|│┃]\s*$", "", text).replace("│", "|").replace("┃", "|").split("|")
        ]
    return [
        cell.strip()
        for cell in re.split(r"\t" if split == "\t" else r"\s{2,}" if split == "  " else r"\s+", text.strip())
    ]


def _header(text: str) -> _Table | None:
    """A line of names, two at least that mean something; None for another line."""
    splits = ["|"] if re.search(r"[|│┃]", text) else ["\t"] if "\t" in text.strip() else ["  ", " "]
    for split in splits:
        names = _cells(text, split)
        if names:
            names[0] = _PREFIX.sub("", names[0]) or names[0]
        if len(names) < _FEWEST or any(
            _CELL.match(name) or len(name) > 40 or re.search(r"[=]|:\s*\S", name) for name in names
        ):
            continue
        if sum(bool(name) for name in names) < _FEWEST:
            continue
        plain = [_SHORT_NAMES.get(name.lower(), name) for name in names]
        known = [bool(role_of(name)) for name in plain]
        counters = [counter_of(name) is not None for name in plain]
        sides = [any(word in vocabulary().sides for word in words_of(name)) for name in plain]
        if not (any(known) or sum(sides) > 1) or sum(known) + sum(counters) + sum(sides) < _FEWEST:
            continue
        return _Table(distinct(plain), split)
    return None


def _goes_on(text: str, table: _Table) -> bool:
    """Whether a line is the second one of a header, and its names are joined to those of the first."""
    cells = _cells(text, table.split)
    if table.split != "|" or len(cells) != len(table.names) or any(map(str.isdigit, text)):
        return False
    table.names = distinct(
        [f"{_NUMBERED.sub('', name)} {cell}".strip() for name, cell in zip(table.names, cells, strict=True)]
    )
    return True


def _row(text: str, table: _Table) -> dict[str, float] | None:
    cells = _cells(text, table.split)
    if table.split == "  " and len(cells) != len(table.names):
        cells = text.split()
    if cells and not _CELL.match(cells[0]):
        cells[0] = _PREFIX.sub("", cells[0])
    width = len(table.names)
    if not 2 <= len(cells) <= width or len(cells) < width - 2:
        return None
    row: dict[str, float] = {}
    for name, cell in zip(table.names, cells, strict=False):
        if match := _CELL.match(cell):
            value = number(match[1])
            if value is not None:
                row[name] = value
        elif cell.lower() not in _ABSENT and (role_of(name) or counter_of(name)):
            return None
    return row if sum(map(str.isdigit, "".join(cells))) and len(row) >= _FEWEST - (width <= 2) else None


READER = LogReader(rank=55, known_as="tables printed as text, Markdown tables among them", read_file=read_file)
