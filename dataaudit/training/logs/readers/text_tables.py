"""Reads tables that are printed as text: columns of spaces or tabs, pipes, Markdown, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dataaudit.training.logs.columns import counter_of, role_of, vocabulary, words_of
from dataaudit.training.logs.log_lines import LogLine, cleaned, log_lines
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.numeric_lines import NumericLines
from dataaudit.training.logs.records import NUMBER, distinct, frame_of, number
from dataaudit.training.logs.run_log import RawRun
from dataaudit.training.logs.text_cells import RULE, bar_cells, placed_cells, underlined, word_spans

_PREFIX = re.compile(r"^.*(?:[\])]|\s:|:\s)\s*(?=\S)")
_CELL = re.compile(rf"^\s*\[?({NUMBER})\]?\s*(?:%|[A-Za-z]{{0,3}}|/\s*\d+|\([^)]*\))?\s*$", re.IGNORECASE)
_ABSENT = ("", "-", "--", "---", "no log", "n/a", "na", "#na#", "none", "null", "–", "—")
_FEWEST = 2
_OF_SENTENCES = frozenset((
    "to", "from", "of", "the", "a", "is", "was", "are", "and", "with", "not", "did", "for", "in", "at", "on", "by",
    "improved", "saving",
))  # fmt: skip
"""Words of sentences, which name no columns."""
_BARS, _LEAD = re.compile(r"[|│┃]"), re.compile(r"^\s*:\s")
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789.,+-"))
_MOST_FORMS = 4096
"""Forms of lines, without their digits, that are known to hold nothing of a table."""
_MARK = re.compile(r"^#+\s+(?=\w)")
_NUMBERED = re.compile(r" \(\d+\)$")
_SHORT_NAMES = {"e": "epoch", "#": "step", "it": "iteration", "ep": "epoch"}


@dataclass(slots=True)
class _Table:
    names: list[str]
    split: str
    marked: bool = False
    ruled: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)
    place: int = 0


def read_file(log: LogFile) -> Runs | None:
    """Read the tables of a text; the one with most rows, and others with the same columns."""
    if not log.text:
        return None
    lines = NumericLines()
    tables = [table for table in _tables(log_lines(log.path), lines) if table.rows]
    if not tables:
        return None
    most = max(tables, key=lambda table: len(table.rows))
    rows = [row for table in tables if table.names == most.names for row in table.rows]
    return "table in a text", [RawRun(name=log.path.name, frame=frame_of(rows), step=None, lines=lines)]


def _tables(lines: Iterator[LogLine], numeric: NumericLines) -> Iterator[_Table]:
    """The tables of a text.

    Args:
        lines: Of the text.
        numeric: Counts those with decimal numbers.
    """
    table: _Table | None = None
    passed: set[str] = set()
    before = ""
    for line in lines:
        form = line.text.translate(_NO_DIGITS)
        if form in passed:
            numeric.add(line.text, line.place, understood=False)
            continue
        text = _LEAD.sub("", cleaned(line.text).text)
        spans = underlined(line.text)
        if RULE.match(text) and not spans:
            continue
        taken = table is not None and not spans and _takes(table, line.text, text, line.place)
        numeric.add(line.text, line.place, understood=taken)
        if taken:
            before = line.text
            continue
        header = _of_spans(before, spans) if spans else _header(text, line.text)
        before = line.text
        if spans and header is None:
            continue
        if header is not None:
            if table is not None:
                yield table
            table = header
            passed.clear()
        elif len(passed) < _MOST_FORMS:
            passed.add(form)
    if table is not None:
        yield table


def _takes(table: _Table, whole: str, text: str, place: int) -> bool:
    """Whether a line is the next row of a table, or the second one of its header.

    Args:
        table: The table.
        whole: The line.
        text: What is left of it without what logging adds.
        place: Its number in the file; states of one bar share it.
    """
    cells, words = None, whole.split()
    if table.ruled and len(words) == len(table.names):
        cells = words
    elif table.spans and len(words) < len(table.names):  # which ones are absent, only their places tell
        cells = placed_cells(whole, table.spans)
    row = _row(text, table) if cells is None else _numbers(cells, table)
    if row is not None and not _is_of_another(row, table):
        if place == table.place and table.rows and _counts_alike(row, table):
            table.rows.pop()  # a later state of the same bar
        table.rows.append(row)
        table.place = place
        return True
    return not table.rows and _goes_on(text, table)


def _counts_alike(row: dict[str, float], table: _Table) -> bool:
    """Whether a row has the counters of the last one."""
    return all(row.get(name) == table.rows[-1].get(name) for name in table.names if counter_of(name))


def _is_of_another(row: dict[str, float], table: _Table) -> bool:
    """Whether a row counts in fractions, or not at all, where all rows before it count in whole numbers."""
    counter = next((name for name in table.names if counter_of(name)), None)
    if counter is None or not table.rows:
        return False
    if counter not in row:
        return all(counter in before for before in table.rows)
    if counter_of(counter) == "epoch" or row[counter].is_integer() or len(table.rows) < _FEWEST:
        return False
    return all(before.get(counter, 0.0).is_integer() for before in table.rows)


def _of_spans(names: str, spans: list[tuple[int, int]]) -> _Table | None:
    """The table whose header is underlined."""
    header = _of_names(placed_cells(names, spans) or [], " ")
    if header is not None:
        header.spans, header.ruled = spans, True
    return header


def _cells(text: str, split: str) -> list[str]:
    if split == "|":
        return bar_cells(text)
    text = _BARS.sub("  ", text)
    return [
        cell.strip()
        for cell in re.split(r"\t" if split == "\t" else r"\s{2,}" if split == "  " else r"\s+", text.strip())
    ]


def _header(text: str, whole: str) -> _Table | None:
    """A line of names, two at least that mean something; None for another line.

    Args:
        text: What is left of the line without what logging adds.
        whole: The line.
    """
    splits = ["|", "  "] if re.search(r"[|│┃]", text) else ["\t"] if "\t" in text.strip() else ["  ", " "]
    for split in splits:
        names = _cells(text, split)
        if names:
            names[0] = _PREFIX.sub("", names[0]) or names[0]
        if found := _of_names(names, split):
            spans = word_spans(whole)
            found.spans = spans if split.isspace() and split != "\t" and len(spans) == len(names) else []
            return found
    return None


def _of_names(names: list[str], split: str) -> _Table | None:
    if len(names) < _FEWEST or any(
        _CELL.match(name) or len(name) > 40 or re.search(r"[=]|:\s*\S", name) for name in names
    ):
        return None
    if sum(bool(name) for name in names) < _FEWEST:
        return None
    plain = [_SHORT_NAMES.get(name.lower(), name) for name in [_MARK.sub("", names[0]), *names[1:]]]
    known = [bool(role_of(name)) for name in plain]
    counters = [counter_of(name) is not None for name in plain]
    sides = [any(word in vocabulary().sides for word in words_of(name)) for name in plain]
    told = sum(known) + sum(counters) + sum(sides)
    if not (any(known) or sum(sides) > 1) or told < _FEWEST:
        return None
    if split == " " and sum(name.lower() in _OF_SENTENCES for name in plain) >= _FEWEST:
        return None
    return _Table(distinct(plain), split, marked=names[0] == "#")


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
        cells = _BARS.sub(" ", text).split()
    if cells and not _CELL.match(cells[0]):
        cells[0] = _PREFIX.sub("", cells[0])
    numbered = any(counter_of(_NUMBERED.sub("", name)) for name in table.names[1:])
    if table.marked and numbered and not table.rows and len(cells) == len(table.names) - 1:
        # The mark of a comment, and no column.
        table.names, table.marked = distinct([_NUMBERED.sub("", name) for name in table.names[1:]]), False
    width = len(table.names)
    while len(cells) > width and not _CELL.match(cells[-1]):
        cells = cells[:-1]  # a mark behind a row
    if table.split == "  " and width < len(cells) <= width - 1 + len(table.names[-1].split()):
        cells = cells[: width - 1]  # the last names stand so near that they seem to be one
    if not 2 <= len(cells) <= width or len(cells) < width - 2:
        return None
    return _numbers(cells, table)


def _numbers(cells: list[str], table: _Table) -> dict[str, float] | None:
    """The numbers of a row by name; None where a cell of a metric holds words."""
    width = len(table.names)
    row: dict[str, float] = {}
    side = f"{cells[0]} " if cells and cells[0].lower() in vocabulary().sides else ""
    for name, cell in ((f"{side}{name}", cell) for name, cell in zip(table.names, cells, strict=False)):
        if match := _CELL.match(cell):
            value = number(match[1])
            if value is not None:
                row[name] = value
        elif cell.lower() not in _ABSENT and (role_of(name) or counter_of(name)):
            return None
    return row if sum(map(str.isdigit, "".join(cells))) and len(row) >= _FEWEST - (width <= 2) else None


READER = LogReader(rank=55, known_as="tables printed as text, Markdown tables among them", read_file=read_file)
