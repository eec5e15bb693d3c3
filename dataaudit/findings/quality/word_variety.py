"""QLT045 word-variety."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class WordVarietyOptions(BoundOptions):
    """Options of word-variety."""

    __pydantic_config__ = SECTION

    min_unique: Annotated[float | None, Field(ge=0, le=1)] = None
    """Smallest share of distinct words among the words."""
    min_entropy: Annotated[float | None, Field(ge=0)] = None
    """Smallest entropy of the words in nats."""
    max_entropy: Annotated[float | None, Field(ge=0)] = None
    """Largest entropy of the words in nats."""


class WordVariety(BoundFinding[WordVarietyOptions]):
    """The same few words over and over.

    What it finds:
        Rows whose share of distinct words or whose word entropy is outside the thresholds.

    Why it matters:
        Keyword stuffing and loops use few words; word order does not matter here.

    How it decides:
        Words in lower case without ASCII punctuation: distinct words divided by all words, and the entropy of their
        distribution (signals unique_word_share, unigram_entropy).

    Example:
        "cheap shoes cheap boots shoes cheap"

    What to do:
        Review a sample (dataaudit show RUN word-variety), then drop the rows with clean.drop: [word-variety]. Do not
        use min_unique on long texts, whose share of distinct words is always lower.

    Known false alarms:
        Long texts, which have fewer distinct words per word; lists with a fixed form.

    Source:
        Weber et al. 2024, "RedPajama: an Open Dataset for Training Large Language Models", and its code
    """

    code = "QLT045"
    name = "word-variety"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "unique_word_share",
        "unigram_entropy",
    )
    metric = "quality.word_variety.share"
    evidence = (("lowest", "unique_word_share", "min"),)
    message = (
        "{count} of {rows} texts {count:has|have} too little or too much word variety (lowest share of distinct "
        "words: {lowest:%})"
    )
    bounds = (
        Bound("unique_word_share", "<", "min_unique"),
        Bound("unigram_entropy", "<", "min_entropy"),
        Bound("unigram_entropy", ">", "max_entropy"),
    )
    options_class = WordVarietyOptions
