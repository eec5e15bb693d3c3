"""The report's own words, in English and Chinese.

Drawn sections name their words by key, in ``i18n/en.toml`` and ``i18n/zh.toml``. What is declared beside code (titles
of sections, columns of tables) is English there; its Chinese is in the table ``declared`` of ``zh.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from dataaudit.findings.page import show_share


@cache
def labels(language: str) -> dict[str, str]:
    """All labels of a language; the two files have the same keys and placeholders."""
    return {key: value for key, value in _file(language).items() if isinstance(value, str)}


def translator(language: str) -> Callable[[str], str]:
    """Turns a declared English text into a language; a text that has no translation yet stays English."""
    texts = declared_texts(language)
    return lambda text: texts.get(text, text)


def declared_texts(language: str) -> dict[str, str]:
    """Translations of declared texts by the English text; none in English."""
    texts: dict[str, str] = _file(language).get("declared", {})
    return texts


@cache
def _file(language: str) -> dict[str, Any]:
    with (Path(__file__).parent / "i18n" / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def percent(share: float | None) -> str:
    """A share for reading, as ``show_share`` writes it; nothing for None.

    Examples:
        >>> percent(0.1234), percent(0.00004), percent(None), percent(0.0)
        ('12.3%', '0.004%', '', '0%')
    """
    return "" if share is None else show_share(share)
