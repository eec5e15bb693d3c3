"""A JSON array of objects: every element is one row, or one quarantined element with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.kernels.formats.json_lines import split_json_array
from dataaudit.sources.blocks import BOM
from dataaudit.sources.compression import ByteStream
from dataaudit.sources.json_rows import RowParser
from dataaudit.sources.quarantine import Note
from dataaudit.sources.row_blocks import Chunk
from dataaudit.sources.source_format import SourceFormat

_WHITE = b" \t\r\n"
_ROWS = 4096


@dataclass(slots=True)
class JsonArray:
    """Reader of one file that holds a JSON array of objects; it is read into memory as a whole.

    Attributes:
        stream: The file's bytes.
        max_line_bytes: Longest element.
        max_depth: Deepest nesting of an element.
    """

    stream: ByteStream
    max_line_bytes: int
    max_depth: int

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined elements, from row number ``start`` on; a row's number is its place in the array.

        Raises:
            InputError: The document is not an array, or something follows it.
        """
        data = b"".join(self.stream.pieces()).removeprefix(BOM)
        begin = len(data) - len(data.lstrip(_WHITE))
        if data[begin : begin + 1] != b"[":
            message = f"{self.stream.path}: does not start with a JSON array; set input.format if it is something else"
            raise InputError(message)
        starts, stops, end = split_json_array(np.frombuffer(data, np.uint8), begin)
        if data[end:].strip(_WHITE) and end >= 0:
            message = f"{self.stream.path}: more content follows the JSON array, at byte {end}"
            raise InputError(message)
        parser = RowParser(data, starts, stops, self.max_depth)
        bounds = list(zip(starts.tolist(), stops.tolist(), strict=True))
        for first in range(start, len(bounds), _ROWS):
            places = enumerate(bounds[first : first + _ROWS], start=first)
            yield parser.rows(
                ((number, number, data[one:two].strip(_WHITE), one) for number, (one, two) in places),
                max_bytes=self.max_line_bytes,
                has_lines=False,
            )
        notes = [Note("SRC002", f"the JSON array does not end; {len(bounds)} complete elements were read")] * (end < 0)
        yield Chunk(None, [], notes + self.stream.notes)


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> JsonArray:
    return JsonArray(stream, limits.max_line_bytes, limits.max_depth)


FORMAT = SourceFormat(
    rank=30,
    title="JSON",
    about="one row an element of one array, a JSON object",
    extensions=(".json",),
    open=_open,
    options=("encoding",),
    starts=(b"[",),
    mixed_types=True,
)
