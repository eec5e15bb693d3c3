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
    """Share of words in capitals above which a text is found."""
    max_letters: Annotated[float | None, Field(ge=0, le=1)] = 0.6
    """Share of capitals among the letters."""


class Uppercase(BoundFinding[UppercaseOptions]):
    """Written in capitals.

    What it finds:
        Rows in which more than max_words of the words, or max_letters of the letters, are capitals.

    Why it matters:
        Shouting, headlines, product codes; a tokenizer spends more tokens on it.

    How it decides:
        Words all of whose cased letters are capitals, over all words (signal uppercase_word_share); capitals over
        letters (uppercase_share); above 0.5 and 0.6.

    Example:
        "BUY NOW LIMITED OFFER"

    What to do:
        Look at a sample; drop the rows with clean.drop: [uppercase].

    Known false alarms:
        Old telegrams, legal texts, acronyms.

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
    message = "{count} of {rows} texts are written in capitals"
    bounds = (
        Bound("uppercase_word_share", ">", "max_words"),
        Bound("uppercase_share", ">", "max_letters"),
    )
    options_class = UppercaseOptions
