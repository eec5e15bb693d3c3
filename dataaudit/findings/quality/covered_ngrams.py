"""QLT024 covered-ngrams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredNgramsOptions(BoundOptions):
    """Options of covered-ngrams."""

    __pydantic_config__ = SECTION

    max_5gram: Annotated[float | None, Field(ge=0, le=1)] = 0.15
    """Largest share of characters covered by repeated sequences of 5 words."""
    max_6gram: Annotated[float | None, Field(ge=0, le=1)] = 0.14
    """Largest share of characters covered by repeated sequences of 6 words."""
    max_7gram: Annotated[float | None, Field(ge=0, le=1)] = 0.13
    """Largest share of characters covered by repeated sequences of 7 words."""
    max_8gram: Annotated[float | None, Field(ge=0, le=1)] = 0.12
    """Largest share of characters covered by repeated sequences of 8 words."""
    max_9gram: Annotated[float | None, Field(ge=0, le=1)] = 0.11
    """Largest share of characters covered by repeated sequences of 9 words."""
    max_10gram: Annotated[float | None, Field(ge=0, le=1)] = 0.1
    """Largest share of characters covered by repeated sequences of 10 words."""


class CoveredNgrams(BoundFinding[CoveredNgramsOptions]):
    """Repeated word sequences cover much of the text.

    What it finds:
        Rows in which sequences of 5 to 10 words that occur at least twice cover more than the allowed share of the
        characters.

    Why it matters:
        These are loops and copied passages. Unlike duplicate-ngrams, this rule counts the first occurrence too, so the
        same threshold is stricter.

    How it decides:
        Words in lower case without ASCII punctuation. A character counts once if it is in any sequence of n words that
        occurs twice, the first occurrence included. The count is divided by the characters of all words (signals
        covered_5gram_share to covered_10gram_share), above 0.15, 0.14, 0.13, 0.12, 0.11 and 0.10.

    Example:
        A page that contains its cookie notice twice.

    What to do:
        Review a sample (dataaudit show RUN covered-ngrams), then drop the rows with clean.drop: [covered-ngrams]. Do
        not use it on short texts, code or lyrics.

    Known false alarms:
        Short texts, tables, code, lyrics, and legal texts with standard phrases.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table A1; formula
        as in RedPajama v2
    """

    code = "QLT024"
    name = "covered-ngrams"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "covered_5gram_share",
        "covered_6gram_share",
        "covered_7gram_share",
        "covered_8gram_share",
        "covered_9gram_share",
        "covered_10gram_share",
    )
    metric = "quality.covered_ngrams.share"
    evidence = (("highest_5gram", "covered_5gram_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} too many characters in repeated sequences of 5 to 10 words "
        "(sequences of 5: up to {highest_5gram:%})"
    )
    bounds = (
        Bound("covered_5gram_share", ">", "max_5gram"),
        Bound("covered_6gram_share", ">", "max_6gram"),
        Bound("covered_7gram_share", ">", "max_7gram"),
        Bound("covered_8gram_share", ">", "max_8gram"),
        Bound("covered_9gram_share", ">", "max_9gram"),
        Bound("covered_10gram_share", ">", "max_10gram"),
    )
    options_class = CoveredNgramsOptions
