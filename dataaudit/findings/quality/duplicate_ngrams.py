"""QLT023 duplicate-ngrams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateNgramsOptions(BoundOptions):
    """Options of duplicate-ngrams."""

    __pydantic_config__ = SECTION

    max_5gram: Annotated[float, Field(ge=0, le=1)] = 0.15
    """Share of characters in sequences of 5 words seen before."""
    max_6gram: Annotated[float, Field(ge=0, le=1)] = 0.14
    """Share of characters in sequences of 6 words seen before."""
    max_7gram: Annotated[float, Field(ge=0, le=1)] = 0.13
    """Share of characters in sequences of 7 words seen before."""
    max_8gram: Annotated[float, Field(ge=0, le=1)] = 0.12
    """Share of characters in sequences of 8 words seen before."""
    max_9gram: Annotated[float, Field(ge=0, le=1)] = 0.11
    """Share of characters in sequences of 9 words seen before."""
    max_10gram: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of characters in sequences of 10 words seen before."""


class DuplicateNgrams(BoundFinding[DuplicateNgramsOptions]):
    """Long word sequences that occur again in the same text.

    What it finds:
        Rows in which sequences of 5 to 10 words that occurred before take up more than their share of the
        characters.

    Why it matters:
        Boilerplate, copied passages and loops; the strongest single sign of machine-made repetition.

    How it decides:
        A scan from the left: a sequence of n words seen before adds its characters (without spaces) and the
        scan goes on behind it. Over the characters of the text (signals duplicate_5gram_char_share to
        duplicate_10gram_char_share), above 0.15, 0.14, 0.13, 0.12, 0.11 and 0.10. Other tools give the same
        name to other formulas; this is datatrove's.

    Example:
        A page whose cookie notice stands twice.

    What to do:
        Remove the repeated passages upstream or drop the rows with clean.drop: [duplicate-ngrams].

    Known false alarms:
        Short texts, tables, code, lyrics and languages other than the rule was made for; the preset says
        which texts it judges.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table
        A1; formula as in datatrove
    """

    code = "QLT023"
    name = "duplicate-ngrams"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "duplicate_5gram_char_share",
        "duplicate_6gram_char_share",
        "duplicate_7gram_char_share",
        "duplicate_8gram_char_share",
        "duplicate_9gram_char_share",
        "duplicate_10gram_char_share",
    )
    metric = "quality.duplicate_ngrams.share"
    evidence = (
        ("highest_5gram", "duplicate_5gram_char_share", "max"),
        ("highest_10gram", "duplicate_10gram_char_share", "max"),
    )
    message = "{count} of {rows} texts repeat sequences of 5 to 10 words over more than their share of characters"
    bounds = (
        Bound("duplicate_5gram_char_share", ">", "max_5gram"),
        Bound("duplicate_6gram_char_share", ">", "max_6gram"),
        Bound("duplicate_7gram_char_share", ">", "max_7gram"),
        Bound("duplicate_8gram_char_share", ">", "max_8gram"),
        Bound("duplicate_9gram_char_share", ">", "max_9gram"),
        Bound("duplicate_10gram_char_share", ">", "max_10gram"),
    )
    options_class = DuplicateNgramsOptions
