"""Words that change what a text says: negations, numbers and dates in words, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CHINESE_FLAGS = {
    "nr": "name", "nrt": "name", "nrfg": "name", "ns": "name", "nt": "name", "nz": "name", "m": "number",
    "mq": "number", "t": "date", "eng": "name",
}  # fmt: skip
"""Flags of jieba's that tell names, numbers and dates."""


@cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    lists: dict[str, dict[str, str]] = tomllib.loads(text)
    return lists


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    return frozenset(_lists()[kind].get(language, "").split())


def negations(language: str) -> frozenset[str]:
    """Words that negate, in lower case; empty for a language without a list.

    Examples:
        >>> "never" in negations("en"), negations("xx")
        (True, frozenset())
    """
    return _words("negations", language)


def contrasts(language: str) -> frozenset[str]:
    """Words that turn a sentence round or bound it."""
    return _words("contrasts", language)


def marks(language: str) -> tuple[tuple[str, str], ...]:
    """Kind and regular expression found in words that negate or turn round, for scripts without spaces."""
    found = (("negation", "negation_marks"), ("contrast", "contrast_marks"))
    return tuple((kind, _lists()[name][language]) for kind, name in found if language in _lists()[name])


def unmarked(language: str) -> frozenset[str]:
    """Words in which such an expression is found, and which do not negate."""
    return _words("unmarked", language)


def followers(language: str) -> frozenset[str]:
    """Words that begin a sentence which refers to the one before it."""
    return _words("followers", language)


def number_words(language: str) -> frozenset[str]:
    """Numbers and quantities in words."""
    return _words("number_words", language)


def date_words(language: str) -> frozenset[str]:
    """Dates and times in words."""
    return _words("date_words", language)
