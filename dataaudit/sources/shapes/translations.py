"""Columns that hold one text in several languages, by the names of the languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dataaudit.sources.shapes.conversation import column_names

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-](?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3}))?")
_CALLED = ("translation", "translations")
_OTHER_TEXTS = ("text", "content", "document", "body", "passage", "prompt", "title")
"""Names of columns beside which an object of another name is not a row of translations."""
_MOST = 0.9


def translated_column(free: Mapping[str, str], values: Mapping[str, Sequence[Any]]) -> str | None:
    """The column of texts in several languages, or None.

    Args:
        free: Names of columns, by their form in small letters.
        values: Of the first rows by column.
    """
    called = [name for low, name in free.items() if low in _CALLED]
    tried = called or ([] if any(one in free for one in _OTHER_TEXTS) else list(free.values()))
    return next((name for name in tried if is_translated(values[name])), None)


def is_translated(values: Sequence[Any]) -> bool:
    """Whether values are one text in several languages each.

    Examples:
        >>> is_translated([{"de": "ja", "en": "yes"}]), is_translated([{"id": "7", "url": "http://a.b"}])
        (True, False)
    """
    return bool(values) and sum(map(_is_row, values)) >= _MOST * len(values)


def _is_row(value: Any) -> bool:
    if not isinstance(value, Mapping) or len(value) < 2:  # one language is no translation
        return False
    return all(_is_language(str(key)) and isinstance(text, str | None) for key, text in value.items())


def _is_language(key: str) -> bool:
    """Whether a key is the code of a language, with a script or a country or without one."""
    return _LANGUAGE.fullmatch(key) is not None and re.split("[_-]", key)[0] in column_names()["languages"]
