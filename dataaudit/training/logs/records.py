"""Builds a frame from records of numbers, for the readers of lines and of JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
"""Matches a number as logs write it: grouped by commas, in scientific notation, NaN or infinite."""

_WORDS = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "-inf": -math.inf, "-infinity": -math.inf}
_PLAIN = re.compile(NUMBER, re.IGNORECASE)


def number(value: Any) -> float | None:
    """Convert a value to a number, or to None if it is not one.

    Examples:
        >>> number("1,024"), number("NaN"), number(True), number("12ms")
        (1024.0, nan, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    text = str(value).strip()
    if not _PLAIN.fullmatch(text):
        return None
    lowered = text.lower().lstrip("+")
    return _WORDS[lowered] if lowered in _WORDS else float(text.replace(",", ""))


def frame_of(records: Iterable[Mapping[str, Any]], texts: tuple[str, ...] = ()) -> pl.DataFrame:
    """Build a frame with one row per record and one column per numeric key; keys in ``texts`` stay strings."""
    columns: dict[str, list[Any]] = {}
    count = 0
    for count, record in enumerate(records, start=1):
        for key, value in record.items():
            held = (
                _whole(str(value))
                if key in texts
                else number(_of_ratio(value) if key.lower().find("/max") > 0 else value)
            )
            if held is None:
                continue
            column = columns.setdefault(_whole(key), [])
            column.extend([None] * (count - 1 - len(column)))
            if len(column) < count:
                column.append(held)
    for column in columns.values():
        column.extend([None] * (count - len(column)))
    schema = {name: pl.String if name in texts else pl.Float64 for name in columns}
    return pl.DataFrame(columns, schema=schema)


def _of_ratio(value: Any) -> Any:
    """The first number of ``10/600``; other values as they are."""
    return value.partition("/")[0] if isinstance(value, str) else value


def _whole(text: str) -> str:
    """A text that can be written as UTF-8: half of a surrogate pair is a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Flatten a nested record: ``{"a": {"b": 1}}`` becomes ``{"a/b": 1}``."""
    values: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            values |= flat(value, f"{prefix}{key}/")
        else:
            values[f"{prefix}{key}"] = value
    return values


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text: UTF-16 if it has a byte order mark (some shells write it), otherwise UTF-8."""
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def text_of(path: Path) -> str:
    """Read the text of a file, replacing bytes that cannot be decoded."""
    data = path.read_bytes()
    return data.decode(encoding_of(data), "replace")
