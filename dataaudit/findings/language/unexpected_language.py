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
    """Expected languages of texts (ISO 639-1, else 639-3); any language while this is empty."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Expected languages of further fields (input.fields, and prompt and answer of instruction data)."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Smallest confidence at which a language is judged."""


class UnexpectedLanguage(RowFinding[UnexpectedLanguageOptions]):
    """Texts in an unexpected language.

    What it finds:
        Rows that are confidently in none of the languages in expected, or in which a field listed under fields is
        confidently in none of the languages listed for it. Finds nothing until a language is configured.

    Why it matters:
        A model for one language learns unwanted text from others, and quality rules made for one language do not apply
        to another.

    How it decides:
        If the script of most letters is used by a single language, the script decides. Within Latin, Cyrillic, Arabic,
        Devanagari and Bengali script, a naive Bayes model over byte n-grams does (signals language and
        language_confidence). Flagged are rows whose language is neither in expected nor und, with a confidence of at
        least min_confidence (0.8). Further fields are those of input.fields (signals language_field_<name>), and prompt
        and answer of instruction data.

    Example:
        "Der Mensch ist frei geboren und liegt überall in Ketten." with expected: [en]

    What to do:
        Review a sample (dataaudit show RUN unexpected-language), then drop the rows with clean.drop:
        [unexpected-language], or add the language to findings.unexpected-language.expected if you want it.

    Known false alarms:
        Closely related languages (Indonesian and Malay, Croatian and Bosnian, Danish and Norwegian); names, codes and
        lists in short texts.

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
    message = "{count} of {rows} texts {count:is|are} in an unexpected language (expected: {expected})"
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
    """Return the signal that holds the language of a further field.

    Examples:
        >>> field_signal("title"), field_signal("answer")
        ('language_field_title', 'answer_language')
    """
    return f"{name}_language" if name in ("prompt", "answer") else f"language_field_{name}"
