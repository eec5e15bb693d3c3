"""QLT046 function-words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionWordsOptions(BoundOptions):
    """Options of function-words."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float | None, Field(ge=0, le=1)] = None
    """Smallest share of function words, for languages without their own threshold."""


class FunctionWords(BoundFinding[FunctionWordsOptions]):
    """Hardly any function words of the text's language.

    What it finds:
        Rows in which fewer than min_share of the words are function words of the row's language.

    Why it matters:
        Articles, particles and prepositions hold prose together in any language. Keyword lists, tables and gibberish
        lack them.

    How it decides:
        Articles, pronouns, prepositions, conjunctions and particles of 56 languages, divided by the words with a letter
        (signal stop_word_share; in scripts without spaces, characters count as words). Thresholds differ by language:
        an inflected language needs fewer.

    Example:
        "cheap shoes online buy shoes best price"

    What to do:
        Review a sample (dataaudit show RUN function-words), then drop the rows with clean.drop: [function-words]. Do
        not use it on headlines, lists or poems.

    Known false alarms:
        Headlines, lists, poems, names, short texts, and texts whose language was detected wrongly.

    Source:
        common practice; thresholds calibrated on reference texts
    """

    code = "QLT046"
    name = "function-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("stop_word_share",)
    metric = "quality.function_words.share"
    evidence = (("lowest", "stop_word_share", "min"),)
    message = (
        "{count} of {rows} texts {count:has|have} fewer function words than prose in {count:its|their} language "
        "(lowest share: {lowest:%})"
    )
    bounds = (Bound("stop_word_share", "<", "min_share"),)
    options_class = FunctionWordsOptions
