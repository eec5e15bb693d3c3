"""The format of a file, by its first bytes and then by its name."""

from __future__ import annotations

import re
from pathlib import Path

from dataaudit.errors import InputError
from dataaudit.sources.blocks import BOM
from dataaudit.sources.files.archives import archive_kind
from dataaudit.sources.files.compression import ByteStream, bare_name, first_bytes
from dataaudit.sources.source_format import SourceFormat, source_formats

_WIDE = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_UNMARKED = {
    "x0x0": "utf-16-le",
    "0x0x": "utf-16-be",
    "x000": "utf-32-le",
    "000x": "utf-32-be",
}
"""By which of four bytes are zero."""
_OBJECT = re.compile(rb'(\[\s*)?\{\s*"[^"\n]*"\s*:')
"""A key in quotation marks and a colon: no header of a table begins like this."""
_ZEROS, _NO_ZEROS, _FEWEST_BYTES = 0.5, 0.05, 16
_FOREIGN = {
    (0, b"PK\x03\x04"): "a zip archive in something else; unpack it and name its files",
    (0, b"7z\xbc\xaf"): "a 7z archive; unpack it and name its files",
    (0, b"Rar!"): "a rar archive; unpack it and name its files",
    (257, b"ustar"): "a compressed tar archive; decompress it, a .tar is read as it is",
    (0, b"SQLite format 3\x00"): "an SQLite database; export its table as Parquet, JSON lines or CSV",
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"): "a document of an old office program; save it as CSV in UTF-8",
    (0, b"%PDF-"): "a PDF; extract its text first",
    (0, b"\x89HDF\r\n"): "an HDF5 file; export its table as Parquet",
    (0, b"\x93NUMPY"): "a NumPy array; save its texts as Parquet, JSON lines or plain text",
    (0, b"Obj\x01"): "an Avro file; export it as Parquet or JSON lines",
    (0, b"\x80\x04\x95"): "a pickle, which can run code and is never loaded; save its table as Parquet",
    (0, b"\x80\x05\x95"): "a pickle, which can run code and is never loaded; save its table as Parquet",
}
"""First bytes, and their place, of files whose bytes would be misread as text under another name."""
_PAGES = (b"<!doctype html", b"<html", b"<?xml")
"""How a page begins that was saved in place of a table, in lower case."""


def _named_formats(name: str) -> list[str]:
    """The formats with the extension of a file's name."""
    extension = Path(bare_name(name)).suffix
    return [kind for kind, form in source_formats().items() if extension in form.extensions]


def _without_mark(head: bytes) -> str | None:
    """The wide encoding of a text without a byte order mark: zeros in every other byte, or in three of four."""
    shares = [head[place:4096:4].count(0) / max(len(head[place:4096:4]), 1) for place in range(4)]
    if len(head) < _FEWEST_BYTES or any(_NO_ZEROS < share <= _ZEROS for share in shares):
        return None
    return _UNMARKED.get("".join("0" if share > _ZEROS else "x" for share in shares))


def marked_encoding(head: bytes, declared: str) -> str:
    """The encoding that a byte order mark says where none is declared, and the declared one otherwise.

    Examples:
        >>> marked_encoding("a".encode("utf-16"), "utf-8"), marked_encoding(b"a", "utf-8")
        ('utf-16', 'utf-8')
    """
    marked = next((kind for magic, kind in _WIDE.items() if head.startswith(magic)), declared)
    return marked if declared == "utf-8" else declared


def has_known_extension(name: str) -> bool:
    """Whether a file found in a folder is taken for data."""
    return bool(_named_formats(name))


def named_otherwise(name: str, kind: str) -> bool:
    """Whether a file's extension is that of other formats than the one it has."""
    named = _named_formats(name)
    return bool(named) and kind not in named


def _candidates(path: Path, named: list[str], begin: bytes) -> list[str]:
    """The text formats that a file may have, by its extension; none for any, where that cannot be right.

    Raises:
        InputError: A page that was saved in place of a table.
    """
    if "csv" in named and begin[:16].lower().startswith(_PAGES):
        message = f"{path}: is a page in HTML or XML, not a table; download the file itself, or set input.format"
        raise InputError(message)
    return [] if "csv" in named and _OBJECT.match(begin) else named


def format_of(path: Path, declared: str, encoding: str, max_ratio: int, member: str | None = None) -> str:
    """The name of a file's format.

    First bytes win over the name: a file called ``.parquet`` that holds JSON lines is JSON lines.

    Args:
        path: The file.
        declared: The format that the user names, or "auto".
        encoding: The encoding that the user declares.
        max_ratio: Limit of decompression.
        member: Its name in an archive, where ``path`` is one.

    Raises:
        InputError: An archive, text in an encoding that was not declared, or an unrecognised format.
    """
    head = first_bytes(path, max_ratio, member)
    encoding = marked_encoding(head, encoding)
    stream = ByteStream(path, max_ratio=max_ratio, encoding=encoding, member=member)
    path = stream.path
    if member is None and archive_kind(path) is not None:
        return "webdataset"  # any other archive was taken apart when it was found
    for (place, magic), kind in _FOREIGN.items():
        if head.startswith(magic, place):
            message = f"{path}: is {kind}"
            raise InputError(message)
    if declared != "auto":
        return declared
    formats = source_formats()
    by_magic = next((name for name, form in formats.items() if head.startswith(form.magic)), None)
    if by_magic:
        return by_magic
    wide = _without_mark(head)
    if wide and encoding == "utf-8":
        message = f"{path}: looks like {wide} (every other byte is zero); convert it, or set input.encoding to {wide}"
        raise InputError(message)
    if wide or encoding != "utf-8":
        head = head.decode(encoding, "ignore").encode("utf-8")
    begin = head.removeprefix(BOM).lstrip()
    named = _named_formats(path.name)
    texts = [name for name in named if not formats[name].magic]

    def known(form: SourceFormat) -> bool:
        return begin.startswith(form.starts) or (form.claims is not None and form.claims(stream, begin))

    by_start = next((name for name in _candidates(path, texts, begin) or formats if known(formats[name])), None)
    if by_start or texts:
        return by_start or texts[-1]
    if not named:
        message = f"{path}: unrecognised format, by its extension and its content; set input.format"
        raise InputError(message)
    if head:
        message = f"{path}: its content does not match its extension {path.suffix}; set input.format"
        raise InputError(message)
    return named[0]
