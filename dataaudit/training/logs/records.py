"""Records of numbers as a frame: what readers of lines and of JSON share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

NUMBER = r"[-+]?(?:\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
"""A number as logs write it: grouped by commas, in scientific notation, NaN or infinite."""

_WORDS = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "-inf": -math.inf, "-infinity": -math.inf}
_PLAIN = re.compile(NUMBER, re.IGNORECASE)


def number(value: Any) -> float | None:
    """A value as a number, or None where it is none.

    Examples:
        >>> number("1,024"), number("NaN"), number(True), number("12ms")
        (1024.0, nan, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    if not _PLAIN.fullmatch(text):
        return None
    lowered = text.lower().lstrip("+")
    return _WORDS[lowered] if lowered in _WORDS else float(text.replace(",", ""))


def frame_of(records: Iterable[Mapping[str, Any]], texts: tuple[str, ...] = ()) -> pl.DataFrame:
    """One row a record, one column a key that holds numbers; keys in ``texts`` stay texts."""
    columns: dict[str, list[Any]] = {}
    count = 0
    for count, record in enumerate(records, start=1):
        for key, value in record.items():
            held = str(value) if key in texts else number(value)
            if held is None:
                continue
            column = columns.setdefault(key, [])
            column.extend([None] * (count - 1 - len(column)))
            if len(column) < count:
                column.append(held)
    for column in columns.values():
        column.extend([None] * (count - len(column)))
    schema = {name: pl.String if name in texts else pl.Float64 for name in columns}
    return pl.DataFrame(columns, schema=schema)


def flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A record without nesting: ``{"a": {"b": 1}}`` as ``{"a/b": 1}``."""
    values: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            values |= flat(value, f"{prefix}{key}/")
        else:
            values[f"{prefix}{key}"] = value
    return values
