"""What a reader of logs declares: the modules of ``readers/`` hold one each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dataaudit.declarations import declared
from dataaudit.training.logs.records import encoding_of
from dataaudit.training.logs.run_log import RawRun

Runs = tuple[str, list[RawRun]]
"""The name of a format, and the runs that were read in it."""

_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file that may be a log.

    Attributes:
        path: Where it is.
        head: Its first bytes.
        text: The same bytes decoded; empty for a binary file.
    """

    path: Path
    head: bytes
    text: str

    @classmethod
    def at(cls, path: Path) -> LogFile:
        """The file at a path; a log that was emptied while it was written begins with zero bytes."""
        with path.open("rb") as file:
            head = file.read(_HEAD)
            while len(head) == _HEAD and not head.strip(b"\0"):
                head = file.read(_HEAD)
        head = head.lstrip(b"\0")
        encoding = encoding_of(head)
        binary = b"\0" in head[:4096] and encoding != "utf-16"
        return cls(path, head, "" if binary else head.decode(encoding, "replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReader:
    """What a reader declares.

    Attributes:
        rank: Its place among the readers: of several that explain a log equally well, the first reads it.
        known_as: What it reads, for messages.
        read_file: The runs of a file; None if another reader should look at it.
        certain: Whether what it reads cannot be anything else.
        read_folder: The runs of a folder, or the file that holds them; None if another reader should look at it.
    """

    rank: int
    known_as: str
    read_file: Callable[[LogFile], Runs | None] | None = None
    read_folder: Callable[[Path], Runs | Path | None] | None = None
    certain: bool = False


def log_readers() -> tuple[LogReader, ...]:
    """All readers, by rank."""
    return tuple(declared(f"{__package__}.readers", "READER").values())
