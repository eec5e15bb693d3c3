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
    """Share of function words below which a text is found, for languages without a threshold of their own."""


class FunctionWords(BoundFinding[FunctionWordsOptions]):
    """Hardly any function words of its language.

    What it finds:
        Rows whose words are to less than min_share function words of the language that the row is in.

    Why it matters:
        Prose of any language is held together by articles, particles and prepositions; keyword lists, tables and
        gibberish are not.

    How it decides:
        Articles, pronouns, prepositions, conjunctions and particles of 56 languages, over the words with a letter
        (signal stop_word_share; in scripts without spaces characters are words). Thresholds are per language: an
        inflected language needs fewer.

    Example:
        "cheap shoes online buy shoes best price"

    What to do:
        Look at a sample; drop the rows with clean.drop: [function-words].

    Known false alarms:
        Headlines, lists, poems, names; short texts; a wrongly told language.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT046"
    name = "function-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("stop_word_share",)
    metric = "quality.function_words.share"
    evidence = (("lowest", "stop_word_share", "min"),)
    message = "{count} of {rows} texts have fewer function words than prose in their language (lowest share {lowest})"
    bounds = (Bound("stop_word_share", "<", "min_share"),)
    options_class = FunctionWordsOptions
