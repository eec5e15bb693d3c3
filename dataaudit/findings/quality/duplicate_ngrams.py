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
    """Largest share of characters in sequences of 5 words seen earlier in the text."""
    max_6gram: Annotated[float, Field(ge=0, le=1)] = 0.14
    """Largest share of characters in sequences of 6 words seen earlier in the text."""
    max_7gram: Annotated[float, Field(ge=0, le=1)] = 0.13
    """Largest share of characters in sequences of 7 words seen earlier in the text."""
    max_8gram: Annotated[float, Field(ge=0, le=1)] = 0.12
    """Largest share of characters in sequences of 8 words seen earlier in the text."""
    max_9gram: Annotated[float, Field(ge=0, le=1)] = 0.11
    """Largest share of characters in sequences of 9 words seen earlier in the text."""
    max_10gram: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Largest share of characters in sequences of 10 words seen earlier in the text."""


class DuplicateNgrams(BoundFinding[DuplicateNgramsOptions]):
    """Long word sequences that are repeated in the same text.

    What it finds:
        Rows in which sequences of 5 to 10 words that occurred earlier take up more than the allowed share of the
        characters.

    Why it matters:
        Boilerplate, copied passages and loops: the strongest single sign of machine-made repetition.

    How it decides:
        A scan from the left: a sequence of n words seen before adds its characters (without spaces), and the scan
        continues after it. The sum is divided by the characters of the text (signals duplicate_5gram_char_share to
        duplicate_10gram_char_share), above 0.15, 0.14, 0.13, 0.12, 0.11 and 0.10. Other tools use the same name for
        other formulas; this is datatrove's.

    Example:
        A page that contains its cookie notice twice.

    What to do:
        Remove the repeated passages upstream, or drop the rows with clean.drop: [duplicate-ngrams]. Do not use it on
        short texts, code or lyrics.

    Known false alarms:
        Short texts, tables, code, lyrics, and languages other than English; the preset limits which texts it judges.

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
    message = (
        "{count} of {rows} texts {count:has|have} too many characters in sequences of 5 to 10 words seen earlier in "
        "the text (sequences of 5: up to {highest_5gram:%}; of 10: up to {highest_10gram:%})"
    )
    bounds = (
        Bound("duplicate_5gram_char_share", ">", "max_5gram"),
        Bound("duplicate_6gram_char_share", ">", "max_6gram"),
        Bound("duplicate_7gram_char_share", ">", "max_7gram"),
        Bound("duplicate_8gram_char_share", ">", "max_8gram"),
        Bound("duplicate_9gram_char_share", ">", "max_9gram"),
        Bound("duplicate_10gram_char_share", ">", "max_10gram"),
    )
    options_class = DuplicateNgramsOptions
