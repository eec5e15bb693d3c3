"""Sizes in bytes, written as people write them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT]?i?B?)", re.IGNORECASE)


def parse_size(value: Any) -> Any:
    """A number of bytes from text such as ``256MiB``; anything but text is passed on.

    Examples:
        >>> parse_size("256MiB"), parse_size("1.5 GB")
        (268435456, 1500000000)
    """
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip())
    if match is None or match[2].upper() not in _UNITS:
        message = f"a size such as 256MiB or 2GB is expected, got {value!r}"
        raise ValueError(message)
    return int(float(match[1]) * _UNITS[match[2].upper()])


def show_size(count: int) -> str:
    """A number of bytes for reading.

    Examples:
        >>> show_size(268435456), show_size(512)
        ('256.0 MiB', '512 B')
    """
    size = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


Bytes = Annotated[int, BeforeValidator(parse_size), Field(ge=1)]
"""A size in bytes: a whole number, or text with a unit."""
