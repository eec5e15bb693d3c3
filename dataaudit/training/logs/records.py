"""Builds a frame from records of numbers, for the readers of lines and of JSON."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
"""Matches a number as logs write it: grouped by commas, in scientific notation, NaN or infinite."""

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
    text = str(value)
    try:
        if "_" not in text:
            return float(text)
    except ValueError:
        pass
    text = text.strip()
    return float(text.replace(",", "")) if _PLAIN.fullmatch(text) else None


def frame_of(records: Iterable[Mapping[str, Any]], texts: tuple[str, ...] = ()) -> pl.DataFrame:
    """Build a frame with one row per record and one column per numeric key; keys in ``texts`` stay strings."""
    names: dict[str, str] = {}
    numbers: dict[str, tuple[array[int], array[float]]] = {}
    told: dict[str, dict[int, str]] = {}
    count = 0
    for count, record in enumerate(records, start=1):
        for key, value in record.items():
            name = names.get(key)
            if name is None:
                name = names[key] = _whole(key)
            if key in texts:
                told.setdefault(name, {})[count - 1] = _whole(str(value))
                continue
            held = number(_of_ratio(value) if "/max" in key else value)
            if held is not None:
                column = numbers.get(name)
                if column is None:
                    column = numbers[name] = (array("q"), array("d"))
                column[0].append(count - 1)
                column[1].append(held)
    made = {name: pl.Series(name, [one.get(row) for row in range(count)], pl.String) for name, one in told.items()}
    made |= {name: _series(name, *column, count) for name, column in numbers.items()}
    return pl.DataFrame([made[name] for name in dict.fromkeys(names.values()) if name in made])


def _series(name: str, rows: array[int], values: array[float], count: int) -> pl.Series:
    """A column of numbers with null where a record has none; of two numbers of a record the first counts."""
    held, there = np.zeros(count), np.zeros(count, dtype=bool)
    places = np.frombuffer(rows, np.int64)[::-1]
    held[places], there[places] = np.frombuffer(values, np.float64)[::-1], True
    frame = pl.DataFrame({"value": held, "there": there})
    return frame.select(pl.when("there").then("value").alias(name)).to_series()


def _of_ratio(value: Any) -> Any:
    """The first number of ``10/600``; other values as they are."""
    return value.partition("/")[0] if isinstance(value, str) else value


def _whole(text: str) -> str:
    """A text that can be written as UTF-8: half of a surrogate pair is a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def distinct(header: Iterable[str]) -> list[str]:
    """Names of columns, told apart by their place where they are empty or occur again.

    Examples:
        >>> distinct(["step", "", "loss", "loss"])
        ['step', 'column 2', 'loss', 'loss (4)']
    """
    names: list[str] = []
    for place, name in enumerate(header, start=1):
        base = name or f"column {place}"
        names.append(base if base not in names else f"{base} ({place})")
    return names


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
