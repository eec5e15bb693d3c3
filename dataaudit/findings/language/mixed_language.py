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
    """Share of letters in another language above which a text is found."""


class MixedLanguage(RowFinding[MixedLanguageOptions]):
    """Texts whose lines are in several languages.

    What it finds:
        Rows in which more than max_share of the letters stand in lines of another language than most.

    Why it matters:
        Half-translated pages, untranslated quotations and pages with foreign menus teach a model to switch language.

    How it decides:
        Every line of at least 40 bytes, of the first hundred, has its own language where that is sure (confidence
        0.8); the letters of those in another language than most, over the letters of all of them (signal
        other_language_share), above max_share (0.3).

    Example:
        "The meeting is at nine in the main hall today. / Die Sitzung beginnt um neun Uhr im großen Saal."

    What to do:
        Look at a sample: parallel text may be wanted. Otherwise drop the rows with clean.drop: [mixed-language].

    Known false alarms:
        Translation pairs, language courses and dictionaries; a text of two lines whose one line is full of names.

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
    message = "{count} of {rows} texts have more than {max_share} of their letters in another language"
    options_class = MixedLanguageOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("other_language_share") > self.options.max_share
