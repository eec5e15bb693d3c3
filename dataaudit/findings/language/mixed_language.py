"""LNG002 mixed-language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import RowFinding, RowOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedLanguageOptions(RowOptions):
    """Options of mixed-language."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Largest share of letters in another language; texts above it are flagged."""


class MixedLanguage(RowFinding[MixedLanguageOptions]):
    """Texts whose lines are in several languages.

    What it finds:
        Rows in which more than max_share of the letters are in lines of a language other than the main one.

    Why it matters:
        Half-translated pages, untranslated quotations and pages with foreign-language menus teach a model to switch
        language.

    How it decides:
        The language of each line of at least 40 bytes is identified, for the first 100 lines, if the confidence is at
        least 0.8. The letters in lines of languages other than the most frequent one, divided by the letters of all
        these lines (signal other_language_share), above max_share (0.3).

    Example:
        "The meeting is at nine in the main hall today. / Die Sitzung beginnt um neun Uhr im großen Saal."

    What to do:
        Review a sample (dataaudit show RUN mixed-language), then drop the rows with clean.drop: [mixed-language]. Keep
        them if you want parallel text.

    Known false alarms:
        Translation pairs, language courses and dictionaries; texts of two lines of which one is full of names.

    Source:
        Kreutzer et al. 2022, "Quality at a Glance: An Audit of Web-Crawled Multilingual Datasets"
    """

    code = "LNG002"
    name = "mixed-language"
    family = "language"
    severity = "warning"
    reads = ("other_language_share",)
    metric = "language.mixed.share"
    evidence = (("highest", "other_language_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_share:%} of letters in a second language (highest: "
        "{highest:%})"
    )
    options_class = MixedLanguageOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("other_language_share") > self.options.max_share
