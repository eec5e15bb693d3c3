"""Web archives: the plain text of every record that has some, as in the WET files of Common Crawl.

Records of pages are not turned into text here; they are counted, and told. An archive that holds little else is
refused. Source: ISO 28500 (WARC 1.1); RFC 9112 for bodies of answers.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import InputError
from dataaudit.sources.blocks import over_long
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.quarantine import MAX_RAW_BYTES, Note, Quarantined
from dataaudit.sources.row_blocks import ArrowRows, Chunk
from dataaudit.sources.source_format import SourceFormat

_COLUMNS = {"url": "warc-target-uri", "date": "warc-date", "record_id": "warc-record-id"}
_LONGEST_HEAD = 1 << 16
_CHARSET = re.compile(r'charset\s*=\s*"?([\w.:-]+)', re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_GZIP = b"\x1f\x8b"
_ROWS = 1024


class _DamagedError(Exception):
    """What cannot be read as a record, or not as its head describes it."""


@dataclass(slots=True)
class WebArchive:
    """Reader of one web archive.

    Attributes:
        stream: The file's bytes.
        max_record_bytes: Longest record.
        tolerant: Whether an archive may be read of which most records have no plain text.
        told: Which records were left out, once all are read.
    """

    stream: ByteStream
    max_record_bytes: int
    tolerant: bool = False
    told: str = field(default="", init=False)

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined records, from row number ``start`` on; a row's number is its place among the records.

        Raises:
            InputError: At least half of the records have no plain text.
        """
        rows: list[tuple[int, dict[str, str | None]]] = []
        quarantined: list[Quarantined] = []
        left_out: Counter[str] = Counter()
        notes: list[Note] = []
        number, texts = -1, 0
        records = _Records(self.stream, self.max_record_bytes)
        try:
            for number, (offset, head, body, length) in enumerate(records.all()):
                kind = head.get("warc-type", "?")
                try:
                    text = _plain_text(kind, head, body, self.max_record_bytes)
                except _DamagedError as error:
                    texts += 1
                    quarantined.append(
                        Quarantined(number, None, offset, length, "ENC001", str(error), body[:MAX_RAW_BYTES])
                    )
                    continue
                texts += text is not None
                if text is None:
                    left_out[kind] += kind not in ("warcinfo", "metadata", "request")
                elif max(length, len(text)) > self.max_record_bytes:
                    quarantined.append(
                        over_long(body, max(length, len(text)), number, None, offset, self.max_record_bytes)
                    )
                elif number >= start:
                    found = _row(head, text, number, offset)
                    if isinstance(found, Quarantined):
                        quarantined.append(found)
                    else:
                        rows.append((number, found))
                if len(rows) == _ROWS:
                    yield _chunk(rows, [one for one in quarantined if one.row >= start])
                    rows, quarantined = [], []
        except _DamagedError as error:
            notes.append(Note("SRC002", f"damaged after {number + 1} records ({error})"))
        yield _chunk(rows, [one for one in quarantined if one.row >= start])
        count = sum(left_out.values())
        if count >= max(texts, min(texts + 1, 2)) and not self.tolerant:
            message = (
                f"{self.stream.path}: {count} of {count + texts} records have no plain text, which is all that is read "
                "of web archives; extract the text of their pages first, or read the rest with input.on_bad_file: skip"
            )
            raise InputError(message)
        self.told = "a web archive" + (f"; records without plain text are left out: {count}" if count else "")
        yield Chunk(None, [], [*notes, *self.stream.notes])


def _plain_text(kind: str, head: dict[str, str], body: bytes, most: int) -> bytes | None:
    """The text of a record; None where it has no plain text. Text in another character set than it says stays.

    Raises:
        _DamagedError: The codings of an answer's body end early.
    """
    described = head.get("content-type", "")
    if kind == "response":
        http, _, body = body.partition(b"\r\n\r\n")
        named = _fields(http.decode("latin-1"))
        described = named.get("content-type", "")
        if described.lower().startswith("text/plain"):
            body = _decoded(named, body, most)
    if kind not in ("conversion", "resource", "response") or not described.lower().startswith("text/plain"):
        return None
    charset = _CHARSET.search(described)
    if charset is not None:
        with suppress(LookupError, UnicodeError):
            return body.decode(charset[1]).encode("utf-8")
    return body


def _decoded(named: dict[str, str], body: bytes, most: int) -> bytes:
    """The body of an answer without the codings that it was sent in.

    A body that does not begin with a coding is given as it is: some writers take it off and keep the header.

    Raises:
        _DamagedError: A coding begins and is cut off.
    """
    if named.get("transfer-encoding", "").lower() == "chunked" and _CHUNK.match(body):
        body = _joined(body)
    if named.get("content-encoding", "").lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    texts, left = b"", body
    while left and len(texts) <= most and (left is body or left.startswith(_GZIP)):  # a stream may have several members
        engine = zlib.decompressobj(wbits=47)  # gzip or zlib, by its first bytes
        try:
            texts += engine.decompress(left, most + 1 - len(texts))
        except zlib.error:
            return body
        if not engine.eof and len(texts) <= most:
            message = "the compressed body of the answer is cut off"
            raise _DamagedError(message)
        left = engine.unused_data
    return texts


def _joined(body: bytes) -> bytes:
    """The chunks of a body behind their lengths."""
    pieces: list[bytes] = []
    while head := _CHUNK.match(body):
        length = int(head[1], 16)
        piece = body[head.end() : head.end() + length]
        if not length:
            return b"".join(pieces)
        pieces.append(piece)
        body = body[head.end() + length :].removeprefix(b"\r\n")
    message = "the chunks of the answer's body are cut off"
    raise _DamagedError(message)


def _fields(text: str) -> dict[str, str]:
    """Named fields of a head behind its first line; names in lower case."""
    lines = (line.partition(":") for line in text.split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _row(head: dict[str, str], text: bytes, number: int, offset: int) -> dict[str, str | None] | Quarantined:
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{text[error.start]:02x} at byte {error.start + 1} of the record's text is not UTF-8"
        return Quarantined(number, None, offset, len(text), "ENC001", message, text[:MAX_RAW_BYTES])
    return {"text": decoded, **{name: head.get(key) for name, key in _COLUMNS.items()}}


def _chunk(rows: list[tuple[int, dict[str, str | None]]], quarantined: list[Quarantined]) -> Chunk:
    names = ("text", *_COLUMNS)
    columns = [pa.array([row[name] for _, row in rows], pa.large_string()) for name in names]
    batch = pa.RecordBatch.from_arrays(columns, names=names)
    return Chunk(ArrowRows(np.array([number for number, _ in rows], np.int64), batch), quarantined)


class _Records:
    """The records of a stream: offset, head, the first bytes of the body, and its length."""

    def __init__(self, stream: ByteStream, most: int) -> None:
        self._pieces = stream.pieces()
        self._held = b""
        self._offset = 0
        self._most = most

    def all(self) -> Iterator[tuple[int, dict[str, str], bytes, int]]:
        """Every record.

        Raises:
            _DamagedError: What follows is not a record, or ends early.
        """
        while self._skip_white():
            offset = self._offset
            head = self._head()
            try:
                length = int(head["content-length"])
            except (KeyError, ValueError):
                message = "a record without its length"
                raise _DamagedError(message) from None
            yield offset, head, self._take(length), length

    def _more(self) -> bool:
        piece = next(self._pieces, b"")
        self._held += piece
        return bool(piece)

    def _skip_white(self) -> bool:
        while True:
            kept = self._held.lstrip(b"\r\n")
            self._offset += len(self._held) - len(kept)
            self._held = kept
            if kept or not self._more():
                return bool(kept)

    def _head(self) -> dict[str, str]:
        while (end := self._held.find(b"\r\n\r\n")) < 0 and len(self._held) < _LONGEST_HEAD and self._more():
            pass
        if end < 0 or not self._held.startswith(b"WARC/"):
            message = "no head of a record" if self._held.startswith(b"WARC/") else "something else than a record"
            raise _DamagedError(message)
        text = self._held[:end].decode("utf-8", "replace")
        self._drop(end + 4)
        return _fields(text)

    def _take(self, length: int) -> bytes:
        """The first bytes of a body, as many as a record may have; the rest is skipped."""
        wanted = min(length, self._most)
        while len(self._held) < wanted and self._more():
            pass
        body = self._held[:wanted]
        left = length
        while left > len(self._held):
            left -= len(self._held)
            self._drop(len(self._held))
            if not self._more():
                message = "the last record is cut off"
                raise _DamagedError(message)
        self._drop(left)
        return body

    def _drop(self, count: int) -> None:
        self._held = self._held[count:]
        self._offset += count


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> WebArchive:
    return WebArchive(stream, limits.max_line_bytes, config.on_bad_file == "skip")


FORMAT = SourceFormat(
    rank=25,
    title="WARC",
    about="one row a record with plain text, as in WET files, with its url, date and record_id",
    extensions=(".warc", ".wet"),
    open=_open,
    magic=(b"WARC/1.", b"WARC/0."),
)
