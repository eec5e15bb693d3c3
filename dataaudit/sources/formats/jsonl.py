"""JSON lines: every line that is not blank is one row, or one quarantined line with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.blocks import BOM, Block, line_blocks
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.json_rows import RowParser
from dataaudit.sources.row_blocks import Chunk
from dataaudit.sources.source_format import SourceFormat

_WHITE = b" \t\r\n"
_SEPARATOR = b"\x1e"


@dataclass(slots=True)
class JsonLines:
    """Reader of one file of JSON objects, a line each.

    Attributes:
        stream: The file's bytes.
        max_line_bytes: Longest line.
        max_depth: Deepest nesting.
    """

    stream: ByteStream
    max_line_bytes: int
    max_depth: int

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined lines, from row number ``start`` on; a line's number less one is its row number."""
        for block in line_blocks(_without_separators(self.stream.pieces()), self.max_line_bytes):
            if block.skipped and block.skipped.row >= start:
                yield Chunk(None, [block.skipped])
            if block.data and block.first_line + block.data.count(b"\n") >= start:
                yield self._chunk(block, start)
        if self.stream.notes:
            yield Chunk(None, [], self.stream.notes)

    def _chunk(self, block: Block, start: int) -> Chunk:
        starts, stops, numbers = _line_bounds(block, start)
        parser = RowParser(block.data, starts, stops, self.max_depth)
        places = zip(starts.tolist(), stops.tolist(), numbers.tolist(), strict=True)
        cut = block.last and not block.data.endswith(b"\n") and len(numbers) > 0
        return parser.rows(
            (
                (index, number, block.data[one:two], block.offset + one)
                for index, (one, two, number) in enumerate(places)
            ),
            max_bytes=self.max_line_bytes,
            has_lines=True,
            unfinished=int(numbers[-1]) if cut else None,
        )


def _without_separators(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Bytes of a file in which a record separator precedes every object with spaces in their place (RFC 7464)."""
    separated = None
    for piece in pieces:
        if separated is None and piece.strip(_WHITE):
            separated = piece.lstrip(_WHITE).removeprefix(BOM).startswith(_SEPARATOR)
        yield piece.replace(_SEPARATOR, b" ") if separated else piece


def _line_bounds(block: Block, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """First bytes, ends and row numbers of the lines of a block that are not blank, from a row number on."""
    data = np.frombuffer(block.data, np.uint8)
    feeds = np.flatnonzero(data == 0x0A)
    starts = np.concatenate([np.zeros(1, np.int64), feeds + 1])
    stops = np.concatenate([feeds, np.array([len(data)], np.int64)])
    numbers = block.first_line + np.arange(len(starts))
    filled = np.array(
        [bool(block.data[one:two].strip(_WHITE)) for one, two in zip(starts.tolist(), stops.tolist(), strict=True)]
    )
    chosen = filled & (numbers >= start)
    return starts[chosen], stops[chosen], numbers[chosen]


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> JsonLines:
    return JsonLines(stream, limits.max_line_bytes, limits.max_depth)


FORMAT = SourceFormat(
    rank=40,
    title="JSONL",
    about="one row a line, a JSON object",
    extensions=(".jsonl", ".ndjson", ".json"),
    open=_open,
    options=("encoding",),
    starts=(b"{",),
    lines=True,
    mixed_types=True,
)
