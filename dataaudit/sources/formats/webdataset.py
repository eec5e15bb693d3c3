"""Archives of samples that are several files each, as WebDataset has them: the files of a key are one row.

The row has ``__key__`` and a column for every ending: JSON values as they are, texts as text. Other files, as pictures,
are not read; their endings are told. Source: the WebDataset format of the package of that name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.sources.files.archives import Member, members, open_member
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.json_rows import RowParser
from dataaudit.sources.quarantine import MAX_RAW_BYTES, Quarantined
from dataaudit.sources.row_blocks import Chunk
from dataaudit.sources.source_format import SourceFormat

KEY = "__key__"
TEXTS = ("txt", "text", "cls", "caption", "md", "html", "transcript")
_ROWS = 1024


def key_of(name: str) -> tuple[str, str]:
    """Key and ending of a member: its folder and name up to the first dot, and the rest.

    Examples:
        >>> key_of("a.b/0001.en.txt")
        ('a.b/0001', 'en.txt')
    """
    path = PurePosixPath(name)
    key, _, ending = path.name.partition(".")
    return str(path.with_name(key)) if key else name, ending.lower()


def holds_samples(names: list[str]) -> bool:
    """Whether most keys among the members of an archive have several files, with text among them."""
    keys: dict[str, set[str]] = {}
    for name in names:
        key, ending = key_of(name)
        keys.setdefault(key, set()).add(ending)
    several = sum(len(endings) > 1 for endings in keys.values())
    return several > len(keys) / 2 and any(_is_read(ending) for endings in keys.values() for ending in endings)


def _is_read(ending: str) -> bool:
    return ending.rpartition(".")[2] in (*TEXTS, "json")


@dataclass(slots=True)
class Samples:
    """Reader of one archive of samples.

    Attributes:
        archive: Where it is.
        max_bytes: Longest file of a sample.
        max_depth: Deepest nesting of a JSON value.
        told: Which files were left out.
    """

    archive: Path
    max_bytes: int
    max_depth: int
    told: str = field(default="", init=False)

    def chunks(self, start: int = 0) -> Iterator[Chunk]:
        """Rows and quarantined samples, from row number ``start`` on; a row's number is its place in the archive."""
        found = members(self.archive)
        others = sorted({key_of(one.name)[1] for one in found if not _is_read(key_of(one.name)[1])})
        self.told = "samples of several files, each a row" + (f"; left out: {', '.join(others[:8])}" if others else "")
        waiting: list[tuple[int, bytes]] = []
        quarantined: list[Quarantined] = []
        samples: dict[str, list[Member]] = {}
        for one in found:
            samples.setdefault(key_of(one.name)[0], []).append(one)
        for number, (key, files) in enumerate(samples.items()):
            if number < start:
                continue
            sample = self._sample(number, key, files)
            if isinstance(sample, Quarantined):
                quarantined.append(sample)
            else:
                waiting.append((number, sample))
            if len(waiting) == _ROWS:
                yield self._chunk(waiting, quarantined)
                waiting, quarantined = [], []
        yield self._chunk(waiting, quarantined)

    def _sample(self, number: int, key: str, files: list[Member]) -> bytes | Quarantined:
        """A sample as a JSON object, whose values the strict parser reads again."""
        pieces = [f"{json.dumps(KEY)}: {json.dumps(key)}".encode()]
        for one in files:
            ending = key_of(one.name)[1]
            if not _is_read(ending):
                continue
            with open_member(self.archive, one.name) as file:
                data = file.read(self.max_bytes + 1)
            try:
                value: Any = data if ending.endswith("json") else json.dumps(data.decode("utf-8")).encode()
            except UnicodeDecodeError as error:
                message = f"byte 0x{data[error.start]:02x} at byte {error.start + 1} of {ending} is not UTF-8"
                return Quarantined(number, None, None, len(data), "ENC001", message, data[:MAX_RAW_BYTES])
            pieces.append(json.dumps(ending).encode() + b": " + value.strip())
        return b"{" + b", ".join(pieces) + b"}"

    def _chunk(self, waiting: list[tuple[int, bytes]], quarantined: list[Quarantined]) -> Chunk:
        stops = np.cumsum([len(raw) for _, raw in waiting], dtype=np.int64)
        starts = stops - np.array([len(raw) for _, raw in waiting], np.int64)
        parser = RowParser(b"".join(raw for _, raw in waiting), starts, stops, self.max_depth)
        entries = ((place, number, raw, 0) for place, (number, raw) in enumerate(waiting))
        chunk = parser.rows(entries, max_bytes=self.max_bytes, has_lines=False)
        return Chunk(chunk.rows, [*quarantined, *chunk.quarantined], chunk.notes)


def _open(stream: ByteStream, config: InputOptions, limits: LimitsOptions) -> Samples:
    return Samples(stream.path, limits.max_line_bytes, limits.max_depth)


FORMAT = SourceFormat(
    rank=28,
    title="WebDataset",
    about="one row a sample of an archive, with a column for every ending of its files that holds text or JSON",
    extensions=(".tar",),
    open=_open,
    mixed_types=True,
)
