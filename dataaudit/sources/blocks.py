"""Whole lines of a byte stream, in blocks, with their numbers and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dataaudit.sources.quarantine import MAX_RAW_BYTES, Quarantined

BLOCK = 4 << 20
BOM = b"\xef\xbb\xbf"
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive whole lines.

    Attributes:
        data: The lines' bytes; every line ends with a line feed but perhaps the file's last.
        first_line: Number of the first line, from 0.
        offset: Position of the first byte in the decompressed file.
        skipped: A line before this block that was longer than allowed.
        last: Whether the file ends here.
    """

    data: bytes
    first_line: int
    offset: int
    skipped: Quarantined | None = None
    last: bool = False


def line_blocks(pieces: Iterable[bytes], max_line_bytes: int) -> Iterator[Block]:
    """Cut a byte stream into blocks of whole lines.

    A byte order mark at the start is left out. A line that does not fit into memory allowed for it
    (``max_line_bytes``) comes as the ``skipped`` of an otherwise empty block; shorter ones are for the reader to judge.
    """
    carried: list[bytes] = []
    held, line, offset = 0, 0, 0
    long_line: bytes | None = None
    for data in _coalesced(pieces):
        if line == 0 and offset == 0 and not carried and data.startswith(BOM):
            data, offset = data[len(BOM) :], len(BOM)
        end = data.find(b"\n") + 1 if long_line is not None else 0
        if long_line is not None:
            held += end or len(data)
            if not end:
                continue
            yield Block(b"", line, offset, skipped=over_long(long_line, held, line, line + 1, offset, max_line_bytes))
            data, long_line = data[end:], None
            line, offset, held = line + 1, offset + held, 0
        end = data.rfind(b"\n") + 1
        if end:
            whole = b"".join([*carried, data[:end]])
            yield Block(whole, line, offset)
            line, offset = line + whole.count(b"\n"), offset + len(whole)
            carried, held = [], 0
        carried.append(data[end:])
        held += len(data) - end
        if held > max_line_bytes:
            long_line, carried = b"".join(carried)[:MAX_RAW_BYTES], []
    if long_line is not None:
        yield Block(b"", line, offset, skipped=over_long(long_line, held, line, line + 1, offset, max_line_bytes))
        line, offset = line + 1, offset + held
    yield Block(b"".join(carried), line, offset, last=True)


def ends_lines_with_returns(data: bytes, *, quotes: bool) -> bool:
    r"""Whether lines end with carriage returns alone, as on old Macs; line feeds inside of quotes do not count.

    Args:
        data: The first bytes of a file.
        quotes: Whether there are quotes.

    Examples:
        >>> ends_lines_with_returns(b'a,b\r1,"x\ny"\r', quotes=True), ends_lines_with_returns(b"a\r", quotes=True)
        (True, False)
    """
    outside = _QUOTED.sub(b"", data) if quotes else data
    return b"\r" in outside[:-1] and b"\n" not in outside  # a last one may be half of a pair


def _coalesced(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of about ``BLOCK``."""
    waiting: list[bytes] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += len(piece)
        if held >= BLOCK:
            yield b"".join(waiting)
            waiting, held = [], 0
    if held:
        yield b"".join(waiting)


def over_long(raw: bytes, length: int, row: int, line: int | None, offset: int, limit: int) -> Quarantined:
    """The quarantine entry of a row that is longer than allowed."""
    return Quarantined(
        row=row,
        line=line,
        byte_offset=offset,
        byte_length=length,
        code="SRC003",
        message=f"a row of {length} bytes is longer than limits.max_line_bytes ({limit})",
        raw=raw[:MAX_RAW_BYTES],
    )
