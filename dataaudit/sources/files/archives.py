"""Files inside of zip and tar archives, read where they lie: nothing is extracted, no name of a member names a file.

A zip archive keeps a list of its members; of a tar archive the heads of all members are read once. A compressed tar
archive would be decompressed again for every member, so it is refused.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from dataaudit.errors import InputError

_TAR_AT = 257
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file in an archive.

    Attributes:
        name: Its name there.
        size: Bytes that it takes in the archive.
        offset: Where its bytes begin in a tar archive.
    """

    name: str
    size: int
    offset: int = 0


def archive_kind(path: Path) -> str | None:
    """Zip or tar, by a file's first bytes; None for anything else, and for what cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_TAR_AT + 5)
    except OSError:
        return None
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    return "tar" if head[_TAR_AT:] == b"ustar" else None


def members(path: Path) -> list[Member]:
    """The regular files in an archive, in order; folders, links and hidden files are left out.

    Raises:
        InputError: It is damaged or encrypted, a member's name leads out of it, or two have the same.
    """
    facts = path.stat()
    found = [
        one
        for one in _members(path, facts.st_mtime_ns, facts.st_size)
        if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(one.name).parts)
    ]
    return [one for one in found if not one.name.endswith("/")]


@lru_cache(maxsize=8)
def _members(path: Path, modified: int, size: int) -> tuple[Member, ...]:
    """All regular files; kept for as long as the archive is what it was."""
    kind = archive_kind(path)
    try:
        found = tuple(_zip_members(path) if kind == "zip" else _tar_members(path))
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError) as error:
        problem = " ".join(str(error).split())[:160]
        message = f"{path}: cannot be read as a {kind} archive, perhaps it was cut off ({problem})"
        raise InputError(message) from error
    seen: set[str] = set()
    for one in found:
        if one.name in seen:
            message = f"{path}: has two members called {one.name}; unpack it and name its files"
            raise InputError(message)
        if one.name.startswith("/") or ".." in PurePosixPath(one.name).parts:
            message = f"{path}: the name of its member {one.name} leads out of it; unpack it with care, name its files"
            raise InputError(message)
        seen.add(one.name)
    return found


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if one.flag_bits & _ENCRYPTED:
                message = f"{path}: is encrypted; unpack it and name its files"
                raise InputError(message)
            if not one.is_dir():
                yield Member(one.filename, one.compress_size)


def _tar_members(path: Path) -> Iterator[Member]:
    with tarfile.open(path, "r:") as archive:
        for one in archive:
            if one.isreg():
                yield Member(one.name, one.size, one.offset_data)


def open_member(path: Path, name: str) -> BinaryIO:
    """The bytes of a member as a file.

    Raises:
        OSError: The archive cannot be read.
        KeyError: It has no such member.
        zipfile.BadZipFile: It is damaged.
    """
    if archive_kind(path) == "zip":
        return cast("BinaryIO", zipfile.ZipFile(path).open(name))
    facts = path.stat()
    found = {one.name: one for one in _members(path, facts.st_mtime_ns, facts.st_size)}[name]
    return io.BufferedReader(_Window(path, found.offset, found.size))


class _Window(io.RawIOBase):
    """A range of a file's bytes as a file."""

    def __init__(self, path: Path, offset: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._offset, self._size, self._at = offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._offset + self._at)
        data = self._file.read(min(len(buffer), self._size - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = min(max(base + offset, 0), self._size)
        return self._at

    def close(self) -> None:
        self._file.close()
        super().close()
