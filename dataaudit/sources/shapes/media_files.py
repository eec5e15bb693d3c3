"""Files that rows name: pictures, sounds and films by their path, wherever in a row it is."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dataaudit.sources.template import RowTemplate

ENDINGS = r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|wav|mp3|flac|ogg|opus|m4a|aac|mp4|webm|avi|mov|mkv|sph)"
"""Endings of pictures, sounds and films."""
_PATH = re.compile(rf"(?!data:)[^\n\r\0<>|\"]{{1,500}}{ENDINGS}", re.IGNORECASE)
"""A whole value that is a path: not an address on the web, and not a sentence that names a file."""
_LOOKED_AT = 64
_DEEP = 8
_LONGEST, _SPACES = 510, 4
"""Characters and spaces that a path has at most; a sentence may end with the name of a file."""


@dataclass(frozen=True, slots=True)
class MediaFiles(RowTemplate):
    """The template that gives the paths of files that a row names, as a JSON list."""

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The paths of a row; None where it names no file."""
        found = [path for column in self.columns for path in paths_of(row.get(column))]
        return json.dumps(list(dict.fromkeys(found)), ensure_ascii=False) if found else None


def find_media_files(head: pa.Table, taken: Collection[str | None]) -> MediaFiles | None:
    """The columns in which the first rows name files; None where they name none.

    Args:
        head: First rows.
        taken: Columns of labels and splits.
    """
    rows = head.slice(0, _LOOKED_AT)
    named = [
        name
        for name in head.schema.names
        if name not in taken and any(True for value in rows.column(name).to_pylist() for _ in paths_of(value))
    ]
    return MediaFiles(tuple(("", name) for name in named)) if named else None


def paths_of(value: Any, depth: int = 0) -> Iterator[str]:
    """The paths in a value; of a file that the row itself holds (bytes) there is none.

    Examples:
        >>> list(paths_of({"image": "images/1.png", "url": "http://a.b/1.png", "text": "Is it the one in 1.png"}))
        ['images/1.png']
    """
    if isinstance(value, str):
        plain = len(value) <= _LONGEST and "://" not in value and value.count(" ") <= _SPACES
        if plain and _PATH.fullmatch(value.strip()):
            yield value.strip()
    elif depth < _DEEP and isinstance(value, Mapping):
        if not value.get("bytes"):
            for held in value.values():
                yield from paths_of(held, depth + 1)
    elif depth < _DEEP and isinstance(value, list | tuple):
        for held in value:
            yield from paths_of(held, depth + 1)
