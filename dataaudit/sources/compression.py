"""Decompressed bytes of a file, piece by piece; what precedes a damaged part is kept.

gzip, zstandard, bzip2 and xz are recognised by their first bytes, whatever the file is called. Consecutive members are
one stream. A stream that ends early or fails its checksum gives all bytes before that point.
"""

from __future__ import annotations

import bz2
import codecs
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from dataaudit.errors import InputError, ResourceError
from dataaudit.sources.quarantine import Note

PIECE = 1 << 18
SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
_RATIO_FROM = 64 << 20
"""Decompressed bytes below which the ratio is not looked at: small files may well shrink to nothing."""

_HEAD = 1 << 16

_MAGIC: dict[bytes, str] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
}
_NEW: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "zstandard": lambda: zstandard.ZstdDecompressor().decompressobj(),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}
_DAMAGE = (zlib.error, zstandard.ZstdError, OSError, lzma.LZMAError, EOFError)


def compression_of(head: bytes) -> str | None:
    """The compression that a file's first bytes name, or None."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def bare_name(name: str) -> str:
    """A file's name in lower case without the ending of its compression."""
    lowered = name.lower()
    return next((lowered.removesuffix(suffix) for suffix in SUFFIXES if lowered.endswith(suffix)), lowered)


def is_compressed(path: Path) -> bool:
    """Whether a file's first bytes are those of a compression."""
    with path.open("rb") as file:
        return compression_of(file.read(8)) is not None


class ByteStream:
    """The decompressed bytes of one file.

    Attributes:
        notes: What went wrong in the last pass, once its pieces are read: ``SRC002`` for a stream that ends early or is
            damaged, ``SRC004`` for bytes behind the end of the compressed data.
    """

    def __init__(self, path: Path, *, max_ratio: int, encoding: str = "utf-8") -> None:
        self.path = path
        self.max_ratio = max_ratio
        self.encoding = encoding
        self.notes: list[Note] = []

    def pieces(self) -> Iterator[bytes]:
        """The bytes in order, in pieces of any size; text of another encoding comes as UTF-8.

        Raises:
            InputError: The file cannot be opened, or is not in the declared encoding.
            ResourceError: It grows more than ``max_ratio`` times when decompressed.
        """
        plain = self.plain_pieces()
        if codecs.lookup(self.encoding).name == "utf-8":
            yield from plain
            return
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            for piece in plain:
                yield decoder.decode(piece).encode("utf-8")
            yield decoder.decode(b"", final=True).encode("utf-8")
        except UnicodeError as error:
            message = f"{self.path}: not {self.encoding} ({error}); set input.encoding to what it is"
            raise InputError(message) from None

    def plain_pieces(self) -> Iterator[bytes]:
        """The bytes in order, whatever the declared encoding; raises as ``pieces`` does."""
        self.notes = []
        try:
            file = self.path.open("rb")
        except OSError as error:
            message = f"{self.path}: cannot be read ({error.strerror})"
            raise InputError(message) from error
        with file:
            head = file.read(8)
            file.seek(0)
            name = compression_of(head)
            if name is None:
                yield from iter(lambda: file.read(1 << 20), b"")
            else:
                yield from self._decompressed(file, name)

    def _decompressed(self, file: BinaryIO, name: str) -> Iterator[bytes]:
        read = written = 0
        engine, pending, started = _NEW[name](), b"", False
        while True:
            data = pending or file.read(PIECE)
            pending = b""
            if not data:
                break
            if engine.eof:
                engine, started = _NEW[name](), False
            if not started and compression_of(data) != name and not self._more(data, name):
                self.notes.append(
                    Note("SRC004", f"{len(data)} or more bytes follow the {name} data; they were ignored")
                )
                return
            read += len(data)
            started = True
            try:
                piece = engine.decompress(data)
            except _DAMAGE as error:
                self.notes.append(Note("SRC002", f"{name} data damaged after {written} bytes of text ({error})"))
                return
            pending = engine.unused_data if engine.eof else b""
            read -= len(pending)
            written += len(piece)
            if written > _RATIO_FROM and written > self.max_ratio * read:
                message = (
                    f"{self.path}: {read} compressed bytes became more than {written}; "
                    f"raise limits.max_decompressed_ratio (now {self.max_ratio}) if that is right"
                )
                raise ResourceError(message)
            if piece:
                yield piece
        if started and not engine.eof:
            self.notes.append(Note("SRC002", f"{name} data end early, after {written} bytes of text"))

    @staticmethod
    def _more(data: bytes, name: str) -> bool:
        """Whether a few bytes may be the start of a further member that the next read completes."""
        return any(magic.startswith(data) for magic, known in _MAGIC.items() if known == name)


def first_bytes(path: Path, max_ratio: int) -> bytes:
    """The first decompressed bytes of a file.

    Raises:
        InputError: The file cannot be opened.
    """
    head = b""
    for piece in ByteStream(path, max_ratio=max_ratio).plain_pieces():
        head += piece
        if len(head) >= _HEAD:
            break
    return head[:_HEAD]
