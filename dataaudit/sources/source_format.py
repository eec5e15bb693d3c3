"""The formats of files: what the modules of ``formats/`` declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dataaudit.declarations import declared, modules_of

if TYPE_CHECKING:  # `format_names` is asked before any file is read: it loads no reader.
    from dataaudit.config.run_options import InputOptions, LimitsOptions
    from dataaudit.sources.files.compression import ByteStream
    from dataaudit.sources.row_blocks import Reader

_PACKAGE = "dataaudit.sources.formats"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFormat:
    """What a format declares; the module's name is the format's.

    Attributes:
        rank: Its place among the formats: of several that know a file, the first reads it.
        title: What it is called in sentences.
        about: What a row is, for the documentation.
        extensions: Extensions of its files; a file with none of any format is left out of a folder.
        open: Gives the reader of a file, from its bytes and the sections ``input`` and ``limits``.
        options: Keys of ``input`` that it reads.
        magic: First bytes that are this format's alone: they win over the extension, which without them is wrong.
        claims: Tells from a file and its first bytes, decoded and without white space before them, whether it is of
            this format, where its extension or content allow several; None to go by ``starts``.
        starts: First bytes after white space, for a text whose extension is of several formats, of none, or wrong.
        lines: Whether positions are line numbers from 1, and not row numbers from 0.
        mixed_types: Whether one column may hold values of several types.
    """

    rank: int
    title: str
    about: str
    extensions: tuple[str, ...]
    open: Callable[[ByteStream, InputOptions, LimitsOptions], Reader]
    options: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    claims: Callable[[ByteStream, bytes], bool] | None = None
    starts: tuple[bytes, ...] = ()
    lines: bool = False
    mixed_types: bool = False


def format_names() -> tuple[str, ...]:
    """The names that ``input.format`` takes beside "auto"; loads none of the formats."""
    return modules_of(_PACKAGE)


def source_formats() -> Mapping[str, SourceFormat]:
    """All formats by name, by rank."""
    return declared(_PACKAGE, "FORMAT")


def format_lines() -> list[str]:
    """A line about every format, for the documentation.

    Examples:
        >>> format_lines()[-2]
        'csv (.csv, .tsv): one row a record; reads input.delimiter, input.header, input.columns, input.encoding'
    """
    return [
        f"{name} ({', '.join(one.extensions)}): {one.about}"
        + ("; reads " + ", ".join(f"input.{key}" for key in one.options) if one.options else "")
        for name, one in source_formats().items()
    ]
