"""QLT022 top-ngrams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class TopNgramsOptions(BoundOptions):
    """Options of top-ngrams."""

    __pydantic_config__ = SECTION

    max_2gram: Annotated[float, Field(ge=0)] = 0.2
    """Largest share of the most frequent sequence of two words."""
    max_3gram: Annotated[float, Field(ge=0)] = 0.18
    """Largest share of the most frequent sequence of three words."""
    max_4gram: Annotated[float, Field(ge=0)] = 0.16
    """Largest share of the most frequent sequence of four words."""


class TopNgrams(BoundFinding[TopNgramsOptions]):
    """One short word sequence makes up much of the text.

    What it finds:
        Rows in which the most frequent sequence of 2, 3 or 4 words takes up more than max_2gram, max_3gram or max_4gram
        of the characters.

    Why it matters:
        This finds keyword stuffing and the loops of a generator.

    How it decides:
        Characters of the most frequent n-gram (words joined by spaces) times its count, divided by the characters of
        the text (signals top_2gram_char_share to top_4gram_char_share), above 0.2, 0.18 and 0.16. A single occurrence
        counts too, and occurrences may overlap: the share can exceed 1, and the rule is meaningful only for texts of
        some length.

    Example:
        "best price best price best price"

    What to do:
        Review a sample (dataaudit show RUN top-ngrams), then drop the rows with clean.drop: [top-ngrams]. Do not use it
        on short texts, code or lyrics.

    Known false alarms:
        Short texts, tables, code, lyrics, and languages other than English; the preset limits which texts it judges.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table
        A1; formula as in datatrove
    """

    code = "QLT022"
    name = "top-ngrams"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("top_2gram_char_share", "top_3gram_char_share", "top_4gram_char_share")
    metric = "quality.top_ngrams.share"
    evidence = (
        ("highest_2gram", "top_2gram_char_share", "max"),
        ("highest_3gram", "top_3gram_char_share", "max"),
        ("highest_4gram", "top_4gram_char_share", "max"),
    )
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_2gram:%}, {max_3gram:%} or {max_4gram:%} of "
        "characters in one sequence of 2, 3 or 4 words (highest: {highest_2gram:%}, {highest_3gram:%} and "
        "{highest_4gram:%})"
    )
    bounds = (
        Bound("top_2gram_char_share", ">", "max_2gram"),
        Bound("top_3gram_char_share", ">", "max_3gram"),
        Bound("top_4gram_char_share", ">", "max_4gram"),
    )
    options_class = TopNgramsOptions
