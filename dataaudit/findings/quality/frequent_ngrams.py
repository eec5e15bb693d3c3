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
    """Largest share of characters in the most frequent sequence of 2 words."""
    max_3gram: Annotated[float | None, Field(ge=0, le=1)] = 0.18
    """Largest share of characters in the most frequent sequence of 3 words."""
    max_4gram: Annotated[float | None, Field(ge=0, le=1)] = 0.16
    """Largest share of characters in the most frequent sequence of 4 words."""


class FrequentNgrams(BoundFinding[FrequentNgramsOptions]):
    """One repeated short word sequence makes up much of the text.

    What it finds:
        Rows in which the occurrences of one sequence of 2, 3 or 4 words take up more than the allowed share of the
        characters.

    Why it matters:
        This finds keyword lists and loops. A sequence that occurs only once is not counted, so short texts are not
        flagged for being short.

    How it decides:
        Words in lower case without ASCII punctuation. Characters of the most frequent sequence times its count, divided
        by the characters of all words; 0 where no sequence occurs twice (signals top_2gram_word_share to
        top_4gram_word_share), above 0.20, 0.18 and 0.16.

    Example:
        "buy shoes buy shoes buy shoes"

    What to do:
        Review a sample (dataaudit show RUN frequent-ngrams), then drop the rows with clean.drop: [frequent-ngrams]. Do
        not use it on very short texts or lyrics.

    Known false alarms:
        Refrains, forms, and very short texts.

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
        "{count} of {rows} texts {count:has|have} too many characters in one repeated sequence of 2, 3 or 4 words "
        "(sequences of 2: up to {highest_2gram:%})"
    )
    bounds = (
        Bound("top_2gram_word_share", ">", "max_2gram"),
        Bound("top_3gram_word_share", ">", "max_3gram"),
        Bound("top_4gram_word_share", ">", "max_4gram"),
    )
    options_class = FrequentNgramsOptions
