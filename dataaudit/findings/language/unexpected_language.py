"""LNG001 unexpected-language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexpectedLanguageOptions(RowOptions):
    """Options of unexpected-language."""

    __pydantic_config__ = SECTION

    expected: tuple[str, ...] = ()
    """Languages that texts should be in (ISO 639-1, else 639-3); any is, while none is named."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Languages that further texts (input.fields, and prompt and answer of instruction data) should be in."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Confidence from which a language is held against a text."""


class UnexpectedLanguage(RowFinding[UnexpectedLanguageOptions]):
    """Texts in a language that was not expected.

    What it finds:
        Rows whose language is surely none of expected, or in which a further text (fields) is surely in none of its
        own. Nothing, until one of them names a language.

    Why it matters:
        A model trained for one language learns from others what nobody wants of it, and quality rules made for
        one language mean nothing in another.

    How it decides:
        The script of most letters settles the language where a script has one; within Latin, Cyrillic, Arabic,
        Devanagari and Bengali script a naive Bayes model over byte n-grams does (signals language and
        language_confidence). Found where that is not in expected, not und, and the confidence is at least
        min_confidence (0.8). Further texts are those of input.fields (signals language_field_<name>), and prompt and
        answer of instruction data.

    Example:
        "Der Mensch ist frei geboren und liegt überall in Ketten." with expected: [en]

    What to do:
        Look at a sample; drop the rows with clean.drop: [unexpected-language], or name the language too.

    Known false alarms:
        Close relatives (Indonesian and Malay, Croatian and Bosnian, Danish and Norwegian); names, codes and lists in
        short texts.

    Source:
        Lui and Baldwin 2012, "langid.py: An off-the-shelf language identification tool"; the model of py3langid
    """

    code = "LNG001"
    name = "unexpected-language"
    family = "language"
    severity = "warning"
    reads = ("language", "language_confidence")
    metric = "language.unexpected.share"
    evidence = (("surest", "language_confidence", "max"),)
    message = "{count} of {rows} texts are in another language than {expected}"
    options_class = UnexpectedLanguageOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        found = pl.lit(value=False)
        if self.options.expected:
            other = ~pl.col("language").is_in([*self.options.expected, "und"])
            found |= (other & (pl.col("language_confidence") >= self.options.min_confidence)).fill_null(value=False)
        for name, expected in self.options.fields.items():
            found |= (~pl.col(field_signal(name)).is_in([*expected, "und"])).fill_null(value=False)
        return found

    def columns(self) -> set[str]:
        """See ``RowFinding``."""
        return super().columns() | set(self.asked())

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """See ``RowFinding``."""
        return {field_signal(name): ("fields", name) for name in self.options.fields}


def field_signal(name: str) -> str:
    """The signal that holds the language of a further text.

    Examples:
        >>> field_signal("title"), field_signal("answer")
        ('language_field_title', 'answer_language')
    """
    return f"{name}_language" if name in ("prompt", "answer") else f"language_field_{name}"
