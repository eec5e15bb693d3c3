"""Waivers: what was found, was looked at, and is accepted until a day, by whom and why; ``allow.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.config.shipped import find_declared, shown_path
from dataaudit.config.strict_yaml import Document, read_yaml
from dataaudit.config.suggest import did_you_mean
from dataaudit.config.validate import validate
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, RowFinding
from dataaudit.findings.registry import all_findings

NAME = "allow.yml"
"""File of waivers, beside the rules or in the working folder."""

_DIGEST = re.compile(r"[0-9a-f]{16}")
"""``row_digest`` of a row as 16 hexadecimal digits: it survives moved and renamed files."""
Sentence = Annotated[str, Field(min_length=1, pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One accepted finding."""

    __pydantic_config__ = SECTION

    finding: str
    """Finding, by name or code."""
    rows: tuple[str, ...] = ()
    """Rows that it may find, by digest; `dataaudit allow` writes them."""
    files: tuple[Sentence, ...] = ()
    """Files in which it may find rows, as they are named in rows/; `*` stands for any characters."""
    reason: Sentence
    """Why it is accepted."""
    owner: Sentence
    """Who answers for it."""
    until: str
    """Last day on which it holds, as 2027-03-31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFile:
    """A file of waivers."""

    __pydantic_config__ = SECTION

    waivers: tuple[Waiver, ...]
    """The waivers."""


@dataclass(frozen=True, slots=True)
class PlacedWaiver:
    """A waiver and where it is written.

    Attributes:
        waiver: The waiver.
        finding: What it waives.
        file: Its file, as the user named it.
        line: Its first line.
    """

    waiver: Waiver
    finding: type[Finding[Any]]
    file: str
    line: int

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > date.fromisoformat(self.waiver.until)

    def matches_file(self, file: str) -> bool:
        """Whether it names a file: as in ``rows/``, by a pattern, or by a path that ends with that name."""
        return any(
            fnmatchcase(file, pattern) or (not set(pattern) & set("*?[") and pattern.endswith(f"/{file}"))
            for pattern in self.waiver.files
        )


def load_waivers(files: Iterable[Path]) -> tuple[PlacedWaiver, ...]:
    """Read files of waivers.

    Args:
        files: Each is read once.

    Raises:
        ConfigurationError: A file is missing or wrong, a finding does not exist, or a waiver of a finding about rows
            names neither rows nor files.
    """
    placed = []
    for path in dict.fromkeys(files):
        document = read_yaml(path)
        for index, waiver in enumerate(validate(WaiverFile, document.value, document).waivers):
            placed.append(_placed(waiver, document, index, path))
    return tuple(placed)


def waiver_files(rules: Sequence[str], named: Path | None = None, folder: Path = Path()) -> list[Path]:
    """Where the waivers of a gate are: the named file, else ``allow.yml`` beside each rule file and in a folder.

    Args:
        rules: Names of gates, as ``load_gate`` takes them; shipped ones have no file beside them.
        named: The file that the user named.
        folder: The working folder.
    """
    if named is not None:
        return [named]
    paths = [find_declared("rules/gates", name) for name in rules]
    own = [path.parent / NAME for path in paths if shown_path(path) == str(path)]
    return list({path.resolve(): path for path in (*own, folder / NAME) if path.is_file()}.values())


def _placed(waiver: Waiver, document: Document, index: int, path: Path) -> PlacedWaiver:
    place = document.place(("waivers", index))
    known = {name: one for one in all_findings() for name in (one.name, one.code)}
    for digest in waiver.rows:
        if not _DIGEST.fullmatch(digest):
            message = f"{place}: rows are named by the 16 hexadecimal digits of their row_digest, got '{digest}'"
            raise ConfigurationError(message)
    try:
        date.fromisoformat(waiver.until)
    except ValueError:
        message = f"{place}: 'until' is the last day on which it holds, as 2027-03-31, got '{waiver.until}'"
        raise ConfigurationError(message) from None
    if waiver.finding not in known:
        message = f"{place}: there is no finding '{waiver.finding}'{did_you_mean(waiver.finding, known)}"
        raise ConfigurationError(message)
    finding = known[waiver.finding]
    about_rows = issubclass(finding, RowFinding)
    if about_rows and not waiver.rows and not waiver.files:
        message = f"{place}: {waiver.finding} is about rows: name them under rows or files, or turn the finding off"
        raise ConfigurationError(message)
    if not about_rows and (waiver.rows or waiver.files):
        message = f"{place}: {waiver.finding} is about the data as a whole: leave rows and files out"
        raise ConfigurationError(message)
    return PlacedWaiver(waiver, finding, str(path), document.marks.get(("waivers", index), (1, 1))[0])
