"""LNG003 unknown-language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLanguageOptions(RowOptions):
    """Options of unknown-language."""

    __pydantic_config__ = SECTION

    min_chars: Annotated[int, Field(ge=0)] = 50
    """Fewest characters of a text that is judged."""


class UnknownLanguage(RowFinding[UnknownLanguageOptions]):
    """Long texts without an identifiable language.

    What it finds:
        Rows of at least min_chars characters whose language could not be identified.

    Why it matters:
        Long text without a language is mostly numbers, code, markup, lists of names, or damaged text.

    How it decides:
        Texts of at least min_chars (50) characters whose language is und: no letters, a script without a known
        language, or a confidence (signal language_confidence) below stages.language.min_confidence.

    Example:
        "0x3F 0xA2 0x11 0x9C 0x3F 0xA2 0x11 0x9C 0x3F 0xA2 0x11 0x9C"

    What to do:
        Review a sample (dataaudit show RUN unknown-language), then drop the rows with clean.drop: [unknown-language].
        Keep them if the data should contain source code or rare languages.

    Known false alarms:
        Languages that the model does not know, closely related languages that it cannot tell apart, word lists, source
        code.

    Source:
        Caswell et al. 2020, "Language ID in the Wild: Unexpected Challenges on the Path to a Thousand-Language Web
        Text Corpus"
    """

    code = "LNG003"
    name = "unknown-language"
    family = "language"
    severity = "warning"
    reads = ("language", "chars")
    metric = "language.unknown_long.share"
    evidence = (("longest", "chars", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} at least {min_chars} characters and no identifiable language "
        "(longest: {longest} characters)"
    )
    options_class = UnknownLanguageOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return (pl.col("language") == "und") & (pl.col("chars") >= self.options.min_chars)
