"""Any value of a column as text: what a template joins, what a label is called, what a mixed column holds."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any


def value_text(value: Any) -> str:
    r"""The text of a value that is not null: a string as it is, a date in ISO 8601, bytes as UTF-8, the rest as JSON.

    Examples:
        >>> from decimal import Decimal
        >>> value_text("a"), value_text(True), value_text(Decimal("1.50")), value_text([1, date(2024, 2, 29)])
        ('a', 'true', '1.50', '[1, "2024-02-29"]')
        >>> value_text(b"caf\xc3\xa9"), value_text(b"\xff")
        ('café', '\\xff')
    """
    if isinstance(value, bool | int | float | list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
