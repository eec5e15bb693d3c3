"""The format of a file, by its first bytes and then by its name."""

from __future__ import annotations

from pathlib import Path

from dataaudit.errors import InputError
from dataaudit.sources.blocks import BOM
from dataaudit.sources.compression import SUFFIXES, ByteStream, compression_of

ENDINGS = {
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "text",
    ".text": "text",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow"}
_WIDE = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a rar archive"}
_HEAD = 1 << 16


def bare_name(name: str) -> str:
    """A file's name in lower case without the ending of its compression."""
    lowered = name.lower()
    return next((lowered.removesuffix(suffix) for suffix in SUFFIXES if lowered.endswith(suffix)), lowered)


def has_known_ending(name: str) -> bool:
    """Whether a file found in a folder is taken for data."""
    return Path(bare_name(name)).suffix in ENDINGS


def first_bytes(path: Path, max_ratio: int) -> bytes:
    """The first decompressed bytes of a file.

    Raises:
        InputError: The file cannot be opened.
    """
    head = b""
    for piece in ByteStream(path, max_ratio=max_ratio).pieces():
        head += piece
        if len(head) >= _HEAD:
            break
    return head[:_HEAD]


def is_compressed(path: Path) -> bool:
    """Whether a file's first bytes are those of a compression."""
    with path.open("rb") as file:
        return compression_of(file.read(8)) is not None


def format_of(path: Path, declared: str, encoding: str, max_ratio: int) -> str:
    """The format of a file: parquet, arrow, jsonl, json, csv or text.

    First bytes win over the name: a file called ``.parquet`` that holds JSON lines is JSON lines.

    Args:
        path: The file.
        declared: The format that the user names, or "auto".
        encoding: The encoding that the user declares.
        max_ratio: Limit of decompression.

    Raises:
        InputError: An archive, text in an encoding that was not declared, or a format that cannot be told.
    """
    head = first_bytes(path, max_ratio)
    for magic, kind in _ARCHIVES.items():
        if head.startswith(magic):
            message = f"{path}: is {kind}; unpack it and name its files"
            raise InputError(message)
    by_magic = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    ending = ENDINGS.get(Path(bare_name(path.name)).suffix)
    if declared != "auto":
        return declared
    if by_magic:
        return by_magic
    wide = next((kind for magic, kind in _WIDE.items() if head.startswith(magic)), None)
    if wide and encoding == "utf-8":
        message = f"{path}: looks like {wide} (byte order mark); convert it, or set input.encoding to {wide}"
        raise InputError(message)
    if wide or encoding != "utf-8":
        head = head.decode(encoding, "ignore").encode("utf-8")
    begin = head.removeprefix(BOM).lstrip()[:1]
    if begin == b"[" and ending in ("json", "parquet", "arrow", None):
        return "json"
    if begin == b"{" and ending in ("json", "parquet", "arrow", None):
        return "jsonl"
    if ending in ("parquet", "arrow") and head:
        message = f"{path}: is called {path.suffix} and holds something else; name what it is with input.format"
        raise InputError(message)
    if ending == "json":
        return "jsonl"
    if ending is None:
        message = f"{path}: cannot tell its format from its name or its content; name it with input.format"
        raise InputError(message)
    return ending
