"""The report's own words, in English and Chinese."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def labels(language: str) -> dict[str, str]:
    """All labels of a language; the two files have the same keys and placeholders."""
    with (Path(__file__).parent / "i18n" / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def percent(share: float | None) -> str:
    """A share for reading; small ones are not rounded to nothing.

    Examples:
        >>> percent(0.1234), percent(0.00004), percent(None), percent(0.0)
        ('12.3 %', '0.004 %', '', '0 %')
    """
    if share is None:
        return ""
    if share == 0:
        return "0 %"
    return f"{share * 100:.1f} %" if share >= 0.001 else f"{share * 100:.2g} %"
