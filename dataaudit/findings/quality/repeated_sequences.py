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
    """Share of the most frequent sequences of 10 characters."""
    max_words: Annotated[float | None, Field(ge=0, le=1)] = 0.5
    """Share of the sequences of 10 words that occur twice."""


class RepeatedSequences(BoundFinding[RepeatedSequencesOptions]):
    """Sequences of ten characters or words come again and again.

    What it finds:
        Rows in which repeated sequences of 10 characters, or of 10 words, are more than their share of all.

    Why it matters:
        Loops of any language: characters need no words.

    How it decides:
        Characters: occurrences of the most frequent sequences (as many as the root of the number of different ones, and
        only those that occur twice) over all; words: occurrences of sequences that occur twice over all (signals
        repeated_character_share, repeated_10gram_share), above 0.5.

    Example:
        "na na na na na na na na"

    What to do:
        Look at a sample; drop the rows with clean.drop: [repeated-sequences].

    Known false alarms:
        Lyrics, tables with equal cells.

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
        "{count} of {rows} texts consist to more than {max_characters} of repeated character sequences or to "
        "more than {max_words} of repeated word sequences"
    )
    bounds = (
        Bound("repeated_character_share", ">", "max_characters"),
        Bound("repeated_10gram_share", ">", "max_words"),
    )
    options_class = RepeatedSequencesOptions
