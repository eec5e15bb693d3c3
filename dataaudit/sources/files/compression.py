"""Decompressed bytes of a file, piece by piece; what precedes a damaged part is kept.

gzip, zstandard, bzip2 and xz are recognised by their first bytes, whatever the file is called. Consecutive members are
one stream. A stream that ends early or fails its checksum gives all bytes before that point.
"""

from __future__ import annotations

import bz2
import codecs
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import zstandard

from dataaudit.errors import IncompleteError, InputError, ResourceError
from dataaudit.sources.files.archives import open_member
from dataaudit.sources.quarantine import Note

PIECE = 1 << 18
SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
_RATIO_FROM = 64 << 20
"""Decompressed bytes below which the ratio is not looked at: small files may well shrink to nothing."""

_HEAD = 1 << 16
_STEP = 4 << 20
"""Most bytes that a step gives."""
_SLICE = 1 << 16
_ZSTANDARD_SLICE = 1 << 11
"""Compressed bytes at a time: a block of 128 KiB may be four bytes long, so they become at most 64 MiB."""
_SKIPPABLE_HEAD = 8
_XZ_MEMORY = 256 << 20

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
    "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
}
_UNBOUNDED = type(zstandard.ZstdDecompressor().decompressobj())
"""Takes no bound for what it gives."""
_DAMAGE = (zlib.error, zstandard.ZstdError, OSError, lzma.LZMAError, EOFError)


def compression_of(head: bytes) -> str | None:
    """The compression that a file's first bytes name, or None."""
    if _is_skippable(head):
        return "zstandard"
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def _is_skippable(head: bytes) -> bool:
    """Whether a frame of Zstandard begins that holds no data: parallel and seekable writers put them anywhere."""
    return head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50


def _behind_skippable(file: BinaryIO, data: bytes) -> bytes:
    """What follows a skippable frame: its head of eight bytes ends with the length of the rest."""
    while len(data) < _SKIPPABLE_HEAD and (more := file.read(PIECE)):
        data += more
    left = _SKIPPABLE_HEAD + int.from_bytes(data[4:_SKIPPABLE_HEAD], "little")
    while data and left >= len(data):
        left -= len(data)
        data = file.read(PIECE)
    return data[left:]


def bare_name(name: str) -> str:
    """A file's name in lower case without the ending of its compression."""
    lowered = name.lower()
    return next((lowered.removesuffix(suffix) for suffix in SUFFIXES if lowered.endswith(suffix)), lowered)


def shown_name(name: str) -> str:
    r"""A file's name, with bytes that are not UTF-8 as escapes.

    Examples:
        >>> shown_name("caf\udce9.txt")
        'caf\\xe9.txt'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


class ByteStream:
    """The decompressed bytes of one file, or of a member of an archive.

    Attributes:
        path: Where it is, for messages and for its ending; of a member, its name below that of the archive.
        notes: What went wrong in the last pass, once its pieces are read: ``SRC002`` for a stream that ends early or is
            damaged, ``SRC004`` for bytes behind the end of the compressed data.
    """

    def __init__(self, path: Path, *, max_ratio: int, encoding: str = "utf-8", member: str | None = None) -> None:
        self.path = path if member is None else path / PurePosixPath(member).name
        self._file = path
        self._member = member
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
        with self._opened() as file:
            try:
                name = compression_of(file.read(8))
                file.seek(0)
                if name is None:
                    yield from self._as_it_is(file)
                else:
                    yield from self._decompressed(file, name)
            except (zipfile.BadZipFile, tarfile.TarError) as error:
                self.notes.append(Note("SRC002", f"damaged in its archive ({error})"))
            except OSError as error:
                message = f"{self.path}: cannot be read ({error.strerror}); then rerun the same command"
                raise IncompleteError(message) from error

    def is_plain_file(self) -> bool:
        """Whether the file holds the bytes themselves: no member of an archive, and not compressed."""
        if self._member is not None:
            return False
        with self._opened() as file:
            return compression_of(file.read(8)) is None

    def _opened(self) -> BinaryIO:
        try:
            return self._file.open("rb") if self._member is None else open_member(self._file, self._member)
        except (OSError, KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
            problem = getattr(error, "strerror", None) or error
            message = f"{self.path}: cannot be read ({problem})"
            raise InputError(message) from error

    def _as_it_is(self, file: BinaryIO) -> Iterator[bytes]:
        written = 0
        while piece := file.read(1 << 20):
            written += len(piece)
            if self._member is not None:
                self._check_ratio(max(self._file.stat().st_size, 1), written)
            yield piece

    def _decompressed(self, file: BinaryIO, name: str) -> Iterator[bytes]:
        read = written = 0
        data = file.read(PIECE)
        while data:
            if name == "zstandard" and _is_skippable(data):
                data = _behind_skippable(file, data)
                continue
            if compression_of(data) != name and not self._more(data, name):
                self.notes.append(
                    Note("SRC004", f"{len(data)} or more bytes follow the {name} data; they were ignored")
                )
                return
            member = _Member(name, file.tell() - len(data))
            while data and not member.engine.eof:
                before = member.fed
                try:
                    for piece in member.steps(data):
                        written += len(piece)
                        self._check_ratio(read + member.fed - before, written)
                        yield piece
                except _DAMAGE as error:
                    if "memory" in str(error).lower():  # both engines bound what a window may take, and say so
                        message = (
                            f"{self.path}: its {name} data need a window of more than 128 MiB (such as zstd --long "
                            "makes); decompress the file first, or compress it again without a long window"
                        )
                        raise InputError(message) from error
                    for piece in member.salvaged(file):
                        written += len(piece)
                        yield piece
                    self.notes.append(Note("SRC002", f"{name} data damaged after {written} bytes of text ({error})"))
                    return
                read += member.fed - before
                data = member.rest or file.read(PIECE)
            if not member.engine.eof:
                self.notes.append(Note("SRC002", f"{name} data are cut off after {written} bytes of text"))

    def _check_ratio(self, read: int, written: int) -> None:
        if written > _RATIO_FROM and written > self.max_ratio * read:
            message = (
                f"{self.path}: too large when decompressed, {read} compressed bytes became more than {written}; "
                f"raise limits.max_decompressed_ratio (now {self.max_ratio}) if that is right"
            )
            raise ResourceError(message)

    @staticmethod
    def _more(data: bytes, name: str) -> bool:
        """Whether a few bytes may be the start of a further member that the next read completes."""
        return any(magic.startswith(data) for magic, known in _MAGIC.items() if known == name)


class _Member:
    """One compressed stream of a file, decompressed in steps of bounded size: few bytes may stand for gigabytes.

    Attributes:
        engine: The decompressor.
        fed: Bytes of the file given to it.
        rest: Bytes that were given to it behind its end.
    """

    def __init__(self, name: str, begin: int) -> None:
        self.engine = _NEW[name]()
        self.fed = 0
        self.rest = b""
        self._name = name
        self._begin = begin
        self._given = self._sound = 0

    def steps(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes of the file become."""
        size = _ZSTANDARD_SLICE if self._name == "zstandard" else _SLICE
        for first in range(0, len(data), size):
            piece = data[first : first + size]
            self._sound = self.fed
            self.fed += len(piece)
            for grown in _grown(self.engine, piece):
                self._given += len(grown)
                yield grown
            if self.engine.eof:
                self.rest = self.engine.unused_data + data[first + size :]
                self.fed -= len(self.engine.unused_data)
                return

    def salvaged(self, file: BinaryIO) -> Iterator[bytes]:
        """What comes before the damage and was not given yet: decompressed again, at the end byte by byte."""
        file.seek(self._begin)
        again, skip = _NEW[self._name](), self._given
        left = self._sound
        with suppress(*_DAMAGE):
            while data := file.read(min(left, _ZSTANDARD_SLICE) or 1):
                left = max(left - len(data), 0)
                for grown in _grown(again, data):
                    if kept := grown[skip:]:
                        yield kept
                    skip = max(skip - len(grown), 0)


def _grown(engine: Any, data: bytes) -> Iterator[bytes]:
    """What a decompressor makes of some bytes."""
    if isinstance(engine, _UNBOUNDED):
        if grown := engine.decompress(data):
            yield grown
        return
    waiting = data
    while not engine.eof:
        grown = engine.decompress(waiting, _STEP)
        waiting = getattr(engine, "unconsumed_tail", b"")
        if grown:
            yield grown
        if len(grown) < _STEP and not waiting:
            return


def first_bytes(path: Path, max_ratio: int, member: str | None = None) -> bytes:
    """The first decompressed bytes of a file, or of a member of an archive.

    Raises:
        InputError: The file cannot be opened.
    """
    head = b""
    for piece in ByteStream(path, max_ratio=max_ratio, member=member).plain_pieces():
        head += piece
        if len(head) >= _HEAD:
            break
    return head[:_HEAD]
