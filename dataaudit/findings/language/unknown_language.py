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
    """Characters from which a text should have a language."""


class UnknownLanguage(RowFinding[UnknownLanguageOptions]):
    """Long texts without a recognisable language.

    What it finds:
        Rows of at least min_chars characters whose language could not be told.

    Why it matters:
        What is long and in no language is mostly numbers, code, markup, names in a row, or damaged text.

    How it decides:
        Texts of at least min_chars (50) characters whose language is und: no letters, a script without a language
        known here, or a confidence (signal language_confidence) below stages.language.min_confidence.

    Example:
        "0x3F 0xA2 0x11 0x9C 0x3F 0xA2 0x11 0x9C 0x3F 0xA2 0x11 0x9C"

    What to do:
        Look at a sample; drop the rows with clean.drop: [unknown-language].

    Known false alarms:
        Languages that the model does not know, close relatives between which it wavers, word lists, source code.

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
    message = "{count} of {rows} texts of at least {min_chars} characters are in no language that could be told"
    options_class = UnknownLanguageOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return (pl.col("language") == "und") & (pl.col("chars") >= self.options.min_chars)
