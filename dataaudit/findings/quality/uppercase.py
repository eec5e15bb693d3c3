"""QLT052 uppercase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UppercaseOptions(BoundOptions):
    """Options of uppercase."""

    __pydantic_config__ = SECTION

    max_words: Annotated[float | None, Field(ge=0, le=1)] = 0.5
    """Largest share of words in capitals; texts above it are flagged."""
    max_letters: Annotated[float | None, Field(ge=0, le=1)] = 0.6
    """Largest share of capitals among the letters."""


class Uppercase(BoundFinding[UppercaseOptions]):
    """Text written in capitals.

    What it finds:
        Rows in which more than max_words of the words, or max_letters of the letters, are capitals.

    Why it matters:
        This is shouting, headlines or product codes, and it costs more tokens.

    How it decides:
        Words whose cased letters are all capitals, divided by all words (signal uppercase_word_share); capitals divided
        by letters (uppercase_share); above 0.5 and 0.6.

    Example:
        "BUY NOW LIMITED OFFER"

    What to do:
        Review a sample (dataaudit show RUN uppercase), then drop the rows with clean.drop: [uppercase]. Keep them if
        old telegrams or legal texts are part of the data.

    Known false alarms:
        Old telegrams, legal texts, and acronyms.

    Source:
        Weber et al. 2024, "RedPajama: an Open Dataset for Training Large Language Models", and its code
    """

    code = "QLT052"
    name = "uppercase"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "uppercase_word_share",
        "uppercase_share",
    )
    metric = "quality.uppercase.share"
    evidence = (("highest", "uppercase_word_share", "max"),)
    message = "{count} of {rows} texts {count:is|are} written in capitals (highest: {highest:%} of words)"
    bounds = (
        Bound("uppercase_word_share", ">", "max_words"),
        Bound("uppercase_share", ">", "max_letters"),
    )
    options_class = UppercaseOptions
