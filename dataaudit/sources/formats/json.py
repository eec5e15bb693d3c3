"""JSON documents: an array of objects, or another layout of records that leaves no doubt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.kernels.formats.json_lines import split_json_array
from dataaudit.sources.blocks import BOM
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.json_layout import WHITE, Layout, is_container, layout_of
from dataaudit.sources.json_rows import RowParser
from dataaudit.sources.quarantine import Note
from dataaudit.sources.row_blocks import Chunk
from dataaudit.sources.source_format import SourceFormat

_ROWS = 4096
_LONGEST = 256 << 20
"""Bytes of a line beyond which its end is not looked for: the file is read as lines, and the line is set aside."""


@dataclass(slots=True)
class JsonDocument:
    """Reader of one file that holds a JSON document, which is read into memory as a whole.

    Attributes:
        stream: The file's bytes.
        max_line_bytes: Longest record.
        max_depth: Deepest nesting of a record.
        records: Keys that lead to the list of records, joined by dots; None to find it.
        columns: Names of the columns of records that are lists; empty where they are not given.
        told: How the document was read, once its rows are.
    """

    stream: ByteStream
    max_line_bytes: int
    max_depth: int
    records: str | None = None
    columns: tuple[str, ...] = ()
    told: str = field(default="", init=False)

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined records, from row number ``start`` on; a row's number is its place among the records.

        Raises:
            InputError: The layout leaves room for doubt, or something follows the document.
        """
        data = b"".join(self.stream.pieces()).removeprefix(BOM)
        try:
            layout = layout_of(data, str(self.stream.path), self.records, self.columns or None)
        except (ValueError, RecursionError) as error:
            message = f"{self.stream.path}: cannot be read as a JSON document ({error})"
            raise InputError(message) from None
        self.told = layout.told
        for first in range(start, len(layout.starts), _ROWS):
            numbers = range(first, min(first + _ROWS, len(layout.starts)))
            yield self._rows(data, layout, numbers)
        notes = [Note("SRC002", f"the JSON document does not end; {len(layout.starts)} complete elements were read")]
        yield Chunk(None, [], notes * (not layout.complete) + self.stream.notes)

    def _rows(self, data: bytes, layout: Layout, numbers: range) -> Chunk:
        if layout.row is not None and layout.starts[0] < 0:  # rows that lie nowhere as such are written down first
            raws = [json.dumps(layout.row(None, number)).encode() for number in numbers]
            stops = np.cumsum([len(raw) for raw in raws])
            parser = RowParser(b"".join(raws), stops - [len(raw) for raw in raws], stops, self.max_depth)
            entries = ((place, number, raw, 0) for place, (number, raw) in enumerate(zip(numbers, raws, strict=True)))
            return parser.rows(entries, max_bytes=self.max_line_bytes, has_lines=False)
        parser = RowParser(data, layout.starts, layout.stops, self.max_depth, layout.row)
        bounds = [(int(layout.starts[number]), int(layout.stops[number])) for number in numbers]
        return parser.rows(
            (
                (number, number, data[one : two if two >= 0 else len(data)].strip(WHITE), one)
                for number, (one, two) in zip(numbers, bounds, strict=True)
            ),
            max_bytes=self.max_line_bytes,
            has_lines=False,
        )


def holds_document(stream: ByteStream, head: bytes) -> bool:
    """Whether a file that begins with an object is a document, and not a JSON object on every line.

    Args:
        stream: The file; read further where the first bytes do not tell.
        head: Its first bytes, decoded, without a byte order mark and white space before the object.
    """
    if head[:1] != b"{":
        return head[:1] == b"["
    end = split_json_array(np.frombuffer(head, np.uint8), 0)[2]
    line = head.partition(b"\n")[0]
    if end < 0 and len(line) < len(head):  # a line feed inside of a value: printed over several lines, or damaged
        return line.rstrip()[-1:] in (b"{", b"[", b",", b":")
    if 0 <= end <= len(line):
        if rest := line[end:].strip():
            return rest[:1] == b"{"
        if head[len(line) :].strip():
            return False
    data = _single_line(stream) if end < 0 else head
    return data is not None and (end > len(line) or is_container(data))


def _single_line(stream: ByteStream) -> bytes | None:
    """A file of one line, without its byte order mark; None where there are several, or the line is very long."""
    pieces: list[bytes] = []
    for piece in stream.pieces():
        pieces.append(piece)
        if sum(map(len, pieces)) > _LONGEST:
            return None
        if b"\n" in piece and piece.partition(b"\n")[2].strip():
            return None
    return b"".join(pieces).removeprefix(BOM).strip(WHITE)


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> JsonDocument:
    return JsonDocument(stream, limits.max_line_bytes, limits.max_depth, config.records, config.columns)


FORMAT = SourceFormat(
    rank=30,
    title="JSON",
    about="one row an object of an array, or a record of another layout, which is told",
    extensions=(".json", ".jsonl", ".ndjson"),
    open=_open,
    options=("encoding", "records", "columns"),
    claims=holds_document,
    mixed_types=True,
)
