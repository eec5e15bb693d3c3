"""QLT025 frequent-ngrams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequentNgramsOptions(BoundOptions):
    """Options of frequent-ngrams."""

    __pydantic_config__ = SECTION

    max_2gram: Annotated[float | None, Field(ge=0, le=1)] = 0.2
    """Share of characters in the most frequent sequence of 2 words."""
    max_3gram: Annotated[float | None, Field(ge=0, le=1)] = 0.18
    """Share of characters in the most frequent sequence of 3 words."""
    max_4gram: Annotated[float | None, Field(ge=0, le=1)] = 0.16
    """Share of characters in the most frequent sequence of 4 words."""


class FrequentNgrams(BoundFinding[FrequentNgramsOptions]):
    """One short word sequence that occurs again makes up much of the text.

    What it finds:
        Rows of whose characters more than their share lies in the occurrences of one sequence of 2, 3 or 4 words.

    Why it matters:
        Keyword lists and loops; a sequence that occurs once counts nothing, so short texts are not found for being
        short.

    How it decides:
        Words in lower case without ASCII punctuation; characters of the most frequent sequence times its count, over
        the characters of all words; 0 where nothing occurs twice (signals top_2gram_word_share to
        top_4gram_word_share), above 0.20, 0.18 and 0.16.

    Example:
        "buy shoes buy shoes buy shoes"

    What to do:
        Look at a sample; drop the rows with clean.drop: [frequent-ngrams].

    Known false alarms:
        Refrains, forms, very short texts.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table A1; formula
        as in RedPajama v2
    """

    code = "QLT025"
    name = "frequent-ngrams"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "top_2gram_word_share",
        "top_3gram_word_share",
        "top_4gram_word_share",
    )
    metric = "quality.frequent_ngrams.share"
    evidence = (("highest_2gram", "top_2gram_word_share", "max"),)
    message = (
        "{count} of {rows} texts consist to more than {max_2gram}, {max_3gram} or {max_4gram} of one "
        "repeated sequence of 2, 3 or 4 words"
    )
    bounds = (
        Bound("top_2gram_word_share", ">", "max_2gram"),
        Bound("top_3gram_word_share", ">", "max_3gram"),
        Bound("top_4gram_word_share", ">", "max_4gram"),
    )
    options_class = FrequentNgramsOptions
