"""CSV: every record with as many cells as the header is a row, any other goes to quarantine.

All values stay the strings that the file holds: an identifier of thirty digits is not a float, an empty cell is not
a null. Source: RFC 4180.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, TypedDict

import numpy as np
import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.kernels.formats.csv_records import AFTER_QUOTE, CELLS, LINES, OPEN, START, STATE, STOP, split_csv_records
from dataaudit.sources.blocks import BLOCK, BOM, ends_lines_with_returns, over_long
from dataaudit.sources.csv_header import LOOKED_AT, holds_values
from dataaudit.sources.files.compression import ByteStream, bare_name
from dataaudit.sources.quarantine import MAX_RAW_BYTES, Quarantined
from dataaudit.sources.row_blocks import ArrowRows, Chunk
from dataaudit.sources.source_format import SourceFormat

DELIMITERS = (",", "\t", ";", "|")
_SAID = re.compile(rb"sep=([,;|\t:^~])\r?\n", re.IGNORECASE)
"""A first line by which spreadsheets tell each other the delimiter."""
_NAMES = {"\t": "tabs", ";": "semicolons", "|": "vertical bars"}
_NAMELESS = "a first line of values: columns have numbers (input.columns names them, input.header says otherwise)"
_SNIFFED_RECORDS = 100
_SWAPPED = bytes.maketrans(b"\r\n", b"\n\r")
_CHARACTERS_SWAPPED = str.maketrans("\r\n", "\n\r")
"""Carriage returns and line feeds in each other's place, for files in which returns end records."""


@dataclass(slots=True)
class CsvFile:
    """Reader of one CSV file with a header.

    Attributes:
        stream: The file's bytes.
        max_line_bytes: Longest record.
        delimiter: The delimiter, or None to sniff it.
        header: Whether the first line names the columns; found when None.
        columns: Names of the columns of a file whose first line does not.
        told: Which delimiter was sniffed, once rows are read; empty where it was given or is the usual one.
    """

    stream: ByteStream
    max_line_bytes: int
    delimiter: str | None = None
    header: bool | None = None
    columns: tuple[str, ...] = ()
    told: str = field(default="", init=False)

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined records, from row number ``start`` on.

        A row's number is that of its first line less one, so the first row of a file with a one-line header is 1, and
        that of a file without one is 0.

        Raises:
            InputError: The header cannot be read.
        """
        # A quote that is never closed would swallow the rest of the file: its line goes to quarantine, and reading
        # goes on at the next one.
        csv.field_size_limit(max(csv.field_size_limit(), self.max_line_bytes))
        state = _State()
        for given, last in _pieces_with_end(self.stream.pieces()):
            if state.swapped is None and given:
                state.swapped = ends_lines_with_returns(given, quotes=True)
            piece = given.translate(_SWAPPED) if state.swapped else given
            state.data += piece
            if not last and len(state.data) < state.enough:
                continue
            yield from self._records(state, last=last, start=start)
        if self.stream.notes:
            yield Chunk(None, [], self.stream.notes)

    def _records(self, state: _State, *, last: bool, start: int) -> Iterator[Chunk]:
        if state.offset == 0 and state.data.startswith(BOM):
            state.data, state.offset = state.data[len(BOM) :], len(BOM)
        if last and state.data and not state.data.endswith(b"\n"):
            state.data += b"\n"
        while state.data:
            buffer = np.frombuffer(state.data, np.uint8)
            if state.delimiter is None:
                said = _SAID.match(state.data)
                if said and self.delimiter in (None, said[1].decode()):
                    state.delimiter = said[1].decode()
                    state.data, state.offset, state.line = state.data[said.end() :], state.offset + said.end(), 1
                    buffer = np.frombuffer(state.data, np.uint8)
                state.delimiter = state.delimiter or self.delimiter or sniff_delimiter(buffer)
                state.literal = quotes_are_literal(buffer, state.delimiter)
                self.told = _told(state, sniffed=self.delimiter is None)
            cells = len(state.header or ())
            records = split_csv_records(
                buffer, ord(state.delimiter), self.max_line_bytes, cells, -1 if state.literal else ord('"')
            )
            if not cells and len(records) and records[0, STATE] != OPEN and self._lacks_header(state, records):
                continue
            if not cells and len(records) and records[0, STATE] != OPEN:
                yield self._chunk(state, records[:1].tolist(), start)  # the header says how many cells a record has
                self._take(state, records[:1])
                continue
            swallowed = bool(len(records) and _may_have_swallowed(records[-1], cells))
            whole = records[:-1] if swallowed else records[records[:, STATE] != OPEN]
            if len(whole):
                yield self._chunk(state, whole.tolist(), start)
                self._take(state, whole)
            state.enough = BLOCK
            if len(whole) == len(records):
                return
            if not swallowed and not last and len(state.data) <= self.max_line_bytes:
                state.enough = max(BLOCK, 2 * len(state.data))  # an open record is not scanned for every piece
                return
            item = self._unreadable_line(state, swallowed=swallowed)
            yield Chunk(None, [item] if item.row >= start else [])

    def _lacks_header(self, state: _State, records: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> bool:
        """Whether the first record is a row; the columns then have the names that were given, or numbers."""
        number = int(records[0, CELLS])
        if self.header or not number:
            return False
        if self.header is None:
            taken = [one for one in records[: LOOKED_AT + 1].tolist() if one[CELLS] == number and one[STATE] != OPEN]
            texts = [state.data[one[START] : one[STOP]].decode("utf-8", "replace") for one in taken]
            try:
                first, *rows = csv.reader(texts, **state.dialect)
            except (csv.Error, ValueError):
                return False
            if len(rows) + 1 != len(taken) or any(len(row) != number for row in (first, *rows)):
                return False
            if not holds_values(first, rows):
                return False
        if self.columns and len(self.columns) != number:
            message = f"{self.stream.path}: has {number} columns, and input.columns names {len(self.columns)}"
            raise InputError(message)
        state.header = list(self.columns or (f"column_{place}" for place in range(1, number + 1)))
        self.told = ", ".join(filter(None, [self.told, _NAMELESS]))
        return True

    @staticmethod
    def _take(state: _State, records: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
        """Continue after some records."""
        used = state.data.index(b"\n", int(records[-1, STOP])) + 1
        state.line += int(records[:, LINES].sum())
        state.offset, state.data = state.offset + used, state.data[used:]

    def _unreadable_line(self, state: _State, *, swallowed: bool) -> Quarantined:
        """Take one line off a record that does not end, or ends in the wrong place: those behind it may be rows."""
        used = state.data.index(b"\n") + 1 if b"\n" in state.data else len(state.data)
        raw, row, offset = state.data[:used], state.line, state.offset
        state.line, state.offset, state.data = state.line + 1, state.offset + used, state.data[used:]
        if used > self.max_line_bytes:
            return over_long(raw, used, row, row + 1, offset, self.max_line_bytes)
        if state.header is None:
            message = f"{self.stream.path}: a quoted field of the header does not end; repair the first line"
            raise InputError(message)
        message = f"the quoted field that begins here does not end within {self.max_line_bytes} bytes or the file"
        if swallowed:
            message = (
                "the quoted field that begins here ends on a later line, before other text or a wrong number of cells"
            )
        return Quarantined(row, row + 1, offset, used, "SCH004", message, raw[:MAX_RAW_BYTES])

    def _chunk(self, state: _State, records: list[list[int]], start: int) -> Chunk:
        texts: list[str] = []
        numbers: list[int] = []
        quarantined: list[Quarantined] = []
        line = state.line
        for record in records:
            first, line = line, line + record[LINES]
            if record[CELLS] == 0:
                continue
            raw = state.data[record[START] : record[STOP]]
            if state.header is None:
                state.header = self._header(raw, state.delimiter or ",")
                continue
            if first < start:
                continue
            problem = self._problem(record, raw, len(state.header))
            if problem is None:
                numbers.append(first)
                texts.append(raw.decode("utf-8"))
                continue
            offset = state.offset + record[START]
            quarantined.append(Quarantined(first, first + 1, offset, len(raw), *problem, raw[:MAX_RAW_BYTES]))
        rows = self._cells(state, texts, numbers, quarantined)
        columns = list(zip(*rows, strict=True)) or [()] * len(state.header or ())
        arrays = [pa.array(column, pa.string()) for column in columns]
        batch = pa.RecordBatch.from_arrays(arrays, names=state.header or [])
        return Chunk(ArrowRows(np.array(numbers, np.int64), batch), quarantined)

    def _cells(
        self, state: _State, texts: list[str], numbers: list[int], quarantined: list[Quarantined]
    ) -> list[list[str]]:
        """The cells of records; those with a bare carriage return go from ``numbers`` to ``quarantined``."""
        given = state.dialect
        if state.swapped:
            texts = [text.translate(_CHARACTERS_SWAPPED) for text in texts]
        cells = len(state.header or ())
        with suppress(csv.Error):
            rows = list(csv.reader(texts, **given))
            if len(rows) == len(texts) and all(len(row) == cells for row in rows):
                return rows
        rows, kept = [], []
        for number, text in zip(numbers, texts, strict=True):
            try:
                (row,) = csv.reader([text], **given)
                if len(row) == cells:
                    rows.append(row)
                    kept.append(number)
                    continue
            except (csv.Error, ValueError):
                pass
            message = "a carriage return without a line feed stands outside quotes"
            raw = text.encode()
            quarantined.append(Quarantined(number, number + 1, None, len(raw), "SCH004", message, raw[:MAX_RAW_BYTES]))
        numbers[:] = kept
        return rows

    def _problem(self, record: list[int], raw: bytes, cells: int) -> tuple[str, str] | None:
        if len(raw) > self.max_line_bytes:
            return "SRC003", f"a row of {len(raw)} bytes is longer than limits.max_line_bytes ({self.max_line_bytes})"
        if record[STATE] == AFTER_QUOTE:
            return "SCH004", "text follows the closing quote of a field"
        if record[CELLS] != cells:
            return "SCH001", f"{record[CELLS]} cells where the header has {cells}"
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            return "ENC001", f"byte 0x{raw[error.start]:02x} at byte {error.start + 1} of the row is not UTF-8"
        return None

    def _header(self, raw: bytes, delimiter: str) -> list[str]:
        try:
            names = next(csv.reader([raw.decode("utf-8")], delimiter=delimiter))
        except UnicodeDecodeError as error:
            message = f"{self.stream.path}: the header is not UTF-8 (byte {error.start + 1}); set input.encoding"
            raise InputError(message) from None
        except csv.Error:
            message = f"{self.stream.path}: the header holds carriage returns; end lines with line feeds"
            raise InputError(message) from None
        for number, name in enumerate(names, start=1):
            if not name.strip():
                names[number - 1] = f"column_{number}"
        told = list(names)
        for place, name in enumerate(names):
            again = told[:place].count(name)
            if again:
                names[place] = _free(name, again + 1, names)
        if names != told:
            renamed = ", ".join(new for new, old in zip(names, told, strict=True) if new != old)
            self.told = ", ".join(filter(None, [self.told, f"columns of one name, of which the later are {renamed}"]))
        return names


def _free(name: str, number: int, names: list[str]) -> str:
    """A name with a number that no column has."""
    while f"{name}_{number}" in names:
        number += 1
    return f"{name}_{number}"


def _may_have_swallowed(record: np.ndarray[tuple[int], np.dtype[np.int64]], cells: int) -> bool:
    """Whether a record of several lines is so wrong that its first quote may belong to no field."""
    several = record[STATE] != OPEN and record[LINES] > 1
    return bool(cells and several and (record[STATE] == AFTER_QUOTE or record[CELLS] != cells))


class _Dialect(TypedDict, total=False):
    delimiter: str
    quoting: Literal[3]


@dataclass(slots=True)
class _State:
    data: bytes = b""
    offset: int = 0
    line: int = 0
    header: list[str] | None = None
    delimiter: str | None = None
    enough: int = BLOCK
    literal: bool = False
    swapped: bool | None = None

    @property
    def dialect(self) -> _Dialect:
        """What a reader of its records must know."""
        given: _Dialect = {"delimiter": self.delimiter or ","}
        if self.literal:
            given["quoting"] = csv.QUOTE_NONE
        return given


def _told(state: _State, *, sniffed: bool) -> str:
    """What a user must know of the dialect that was found."""
    told = []
    if sniffed and state.delimiter not in (None, ","):
        name = _NAMES.get(state.delimiter or "", state.delimiter)
        told.append(f"cells separated by {name} (sniffed; input.delimiter chooses another)")
    if state.swapped:
        told.append("records that end with carriage returns")
    if state.literal:
        told.append("quotation marks as part of the text, because they do not enclose cells")
    return ", ".join(told)


def quotes_are_literal(data: np.ndarray[tuple[int], np.dtype[np.uint8]], delimiter: str) -> bool:
    """Whether quotation marks quote nothing, as in many files with tabs or bars.

    Read as text they leave every record whole, and read as quotes they do not. Between commas an unclosed quote is
    likelier than that.
    """
    if delimiter not in ("\t", "|"):
        return False

    def whole(quote: int) -> bool:
        records = split_csv_records(data[: 1 << 18], ord(delimiter), 1 << 18, 0, quote)[:_SNIFFED_RECORDS]
        if len(data) > 1 << 18:
            records = records[:-1]  # it may go on
        cells = {int(record[CELLS]) for record in records if record[CELLS]}
        return len(cells) == 1 and cells != {1} and not np.isin(records[:, STATE], (OPEN, AFTER_QUOTE)).any()

    return not whole(ord('"')) and whole(-1)


def sniff_delimiter(data: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> str:
    """The delimiter that gives the first records the same number of cells, and most of them; a comma if none does."""
    best, most = ",", 1
    for delimiter in DELIMITERS:
        records = split_csv_records(data[: 1 << 18], ord(delimiter), 1 << 18)
        cells = [int(record[CELLS]) for record in records[:_SNIFFED_RECORDS] if record[CELLS] and record[STATE] != OPEN]
        if not cells:
            continue
        agreeing = sum(count == cells[0] for count in cells)
        if cells[0] > most and agreeing >= 0.9 * len(cells):
            best, most = delimiter, cells[0]
    return best


def _pieces_with_end(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    for piece in pieces:
        yield piece, False
    yield b"", True


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> CsvFile:
    delimiter = config.delimiter or ("\t" if bare_name(stream.path.name).endswith(".tsv") else None)
    return CsvFile(stream, limits.max_line_bytes, delimiter, config.header, config.columns)


FORMAT = SourceFormat(
    rank=50,
    title="CSV",
    about="one row a record",
    extensions=(".csv", ".tsv"),
    open=_open,
    options=("delimiter", "header", "columns", "encoding"),
    lines=True,
)
