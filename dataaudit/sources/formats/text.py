"""Plain text: one row a line, a paragraph or a file, in the column ``text``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.blocks import Block, ends_lines_with_returns, line_blocks, over_long
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.quarantine import MAX_RAW_BYTES, Quarantined
from dataaudit.sources.row_blocks import ArrowRows, Chunk
from dataaudit.sources.source_format import SourceFormat

_ROWS = 8192


@dataclass(slots=True)
class PlainText:
    """Reader of one text file.

    Attributes:
        stream: The file's bytes.
        max_line_bytes: Longest row.
        sample_by: What counts as one row. Lines end at line feeds only; blank lines separate paragraphs and are not
            rows.
        told: What was found about the ends of lines, once they are read.
    """

    stream: ByteStream
    max_line_bytes: int
    sample_by: Literal["line", "paragraph", "document"] = "line"
    told: str = field(default="", init=False)

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined rows, from row number ``start`` on; a row's number is its first line's, less one."""
        held: list[tuple[int, int, bytes]] = []
        quarantined: list[Quarantined] = []
        for entry in self._entries():
            if isinstance(entry, Quarantined):
                quarantined += [entry] * (entry.row >= start)
            elif entry[0] >= start:
                held.append(entry)
            if len(held) == _ROWS:
                yield self._chunk(held, quarantined)
                held, quarantined = [], []
        yield self._chunk(held, quarantined)
        if self.stream.notes:
            yield Chunk(None, [], self.stream.notes)

    def _entries(self) -> Iterator[tuple[int, int, bytes] | Quarantined]:
        """Row number, offset and bytes of every row; what is too long comes as quarantined."""
        waiting: list[bytes] = []
        first, begin = 0, 0
        for number, offset, line in self._lines():
            if isinstance(line, Quarantined):
                yield line
                continue
            blank = not line.strip()
            if self.sample_by == "line":
                if not blank:
                    yield number, offset, line.rstrip(b"\r\n")
                continue
            ends = blank and self.sample_by == "paragraph"
            if ends and waiting:
                yield first, begin, b"".join(waiting).rstrip(b"\r\n")
                waiting = []
            if not ends:
                if not waiting:
                    first, begin = number, offset
                waiting.append(line)
        if b"".join(waiting).strip():
            yield (
                first,
                begin,
                b"".join(waiting).rstrip(b"\r\n") if self.sample_by == "paragraph" else b"".join(waiting),
            )

    def _lines(self) -> Iterator[tuple[int, int, bytes | Quarantined]]:
        for block in line_blocks(self._pieces(), self.max_line_bytes):
            if block.skipped:
                yield block.skipped.row, block.offset, block.skipped
            yield from _block_lines(block)

    def _pieces(self) -> Iterator[bytes]:
        """The file's bytes; carriage returns that end lines as line feeds."""
        returns: bool | None = None
        for piece in self.stream.pieces():
            if returns is None:
                returns = ends_lines_with_returns(piece, quotes=False)
                self.told = "lines that end with carriage returns" if returns else ""
            yield piece.replace(b"\r", b"\n") if returns else piece

    def _chunk(self, entries: list[tuple[int, int, bytes]], quarantined: list[Quarantined]) -> Chunk:
        numbers: list[int] = []
        texts: list[str] = []
        for number, offset, raw in entries:
            if len(raw) > self.max_line_bytes:
                quarantined.append(over_long(raw, len(raw), number, number + 1, offset, self.max_line_bytes))
                continue
            try:
                texts.append(raw.decode("utf-8"))
            except UnicodeDecodeError as error:
                message = f"byte 0x{raw[error.start]:02x} at byte {error.start + 1} of the row is not UTF-8"
                item = Quarantined(number, number + 1, offset, len(raw), "ENC001", message, raw[:MAX_RAW_BYTES])
                quarantined.append(item)
                continue
            numbers.append(number)
        batch = pa.RecordBatch.from_arrays([pa.array(texts, pa.large_string())], names=["text"])
        return Chunk(ArrowRows(np.array(numbers, np.int64), batch), quarantined)


def _block_lines(block: Block) -> Iterator[tuple[int, int, bytes]]:
    number, position = block.first_line, 0
    while position < len(block.data):
        end = block.data.find(b"\n", position) + 1 or len(block.data)
        yield number, block.offset + position, block.data[position:end]
        number, position = number + 1, end


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> PlainText:
    return PlainText(stream, limits.max_line_bytes, config.sample_by)


FORMAT = SourceFormat(
    rank=60,
    title="text",
    about="one row a line, a paragraph or a file",
    extensions=(".txt", ".text"),
    open=_open,
    options=("encoding", "sample_by"),
    lines=True,
)
