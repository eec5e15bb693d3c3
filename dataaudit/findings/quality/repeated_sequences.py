"""QLT043 repeated-sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedSequencesOptions(BoundOptions):
    """Options of repeated-sequences."""

    __pydantic_config__ = SECTION

    max_characters: Annotated[float | None, Field(ge=0, le=1)] = 0.5
    """Largest share of the most frequent sequences of 10 characters."""
    max_words: Annotated[float | None, Field(ge=0, le=1)] = 0.5
    """Largest share of sequences of 10 words that occur at least twice."""


class RepeatedSequences(BoundFinding[RepeatedSequencesOptions]):
    """Sequences of ten characters or words that are repeated over and over.

    What it finds:
        Rows in which repeated sequences of 10 characters, or of 10 words, exceed the allowed share of all sequences.

    Why it matters:
        This finds loops in any language: sequences of characters need no word boundaries.

    How it decides:
        Characters: occurrences of the most frequent sequences (as many as the square root of the number of distinct
        ones, and only those that occur twice) divided by all. Words: occurrences of sequences that occur twice divided
        by all (signals repeated_character_share, repeated_10gram_share), above 0.5.

    Example:
        "na na na na na na na na"

    What to do:
        Review a sample (dataaudit show RUN repeated-sequences), then drop the rows with clean.drop:
        [repeated-sequences]. Do not use it on lyrics or tables.

    Known false alarms:
        Lyrics, and tables with equal cells.

    Source:
        Chen et al. 2024, "Data-Juicer: A One-Stop Data Processing System for Large Language Models", and its code;
        ROOTS (Laurençon et al. 2022)
    """

    code = "QLT043"
    name = "repeated-sequences"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "repeated_character_share",
        "repeated_10gram_share",
    )
    metric = "quality.repeated_sequences.share"
    evidence = (("highest_characters", "repeated_character_share", "max"),)
    message = (
        "{count} of {rows} texts {count:is|are} more than {max_characters:%} repeated character sequences or more "
        "than {max_words:%} repeated word sequences (characters: up to {highest_characters:%})"
    )
    bounds = (
        Bound("repeated_character_share", ">", "max_characters"),
        Bound("repeated_10gram_share", ">", "max_words"),
    )
    options_class = RepeatedSequencesOptions
