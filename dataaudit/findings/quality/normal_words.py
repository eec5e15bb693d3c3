"""QLT038 normal-words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalWordsOptions(BoundOptions):
    """Options of normal-words."""

    __pydantic_config__ = SECTION

    min_words: Annotated[int | None, Field(ge=0)] = 50
    """Fewest words."""
    max_words: Annotated[int | None, Field(ge=0)] = 100000
    """Most words."""
    min_length: Annotated[float | None, Field(ge=0)] = 3
    """Smallest mean word length in characters."""
    max_length: Annotated[float | None, Field(ge=0)] = 10
    """Largest mean word length in characters."""


class NormalWords(BoundFinding[NormalWordsOptions]):
    """Too few, too many, too short or too long words, counted without punctuation.

    What it finds:
        Rows whose number of words or mean word length, in lower case and without ASCII punctuation, is outside the
        thresholds.

    Why it matters:
        There is hardly any prose outside these thresholds: lists, keys, words glued together.

    How it decides:
        Words between white space after ASCII punctuation is removed; every character in scripts without spaces (signals
        normal_words, normal_word_length); outside 50 to 100,000 words or 3 to 10 characters.

    Example:
        "OK"

    What to do:
        Review a sample (dataaudit show RUN normal-words), then drop the rows with clean.drop: [normal-words]. Do not
        use it on chat or headlines.

    Known false alarms:
        Chat, headlines, Chinese and Japanese (where every character counts as a word).

    Source:
        Weber et al. 2024, "RedPajama: an Open Dataset for Training Large Language Models", and its code
    """

    code = "QLT038"
    name = "normal-words"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "normal_words",
        "normal_word_length",
    )
    metric = "quality.normal_words.share"
    evidence = (
        ("fewest", "normal_words", "min"),
        ("longest", "normal_word_length", "max"),
    )
    message = (
        "{count} of {rows} texts {count:has|have} a word count outside {min_words} to {max_words}, or a mean word "
        "length outside {min_length} to {max_length} characters"
    )
    bounds = (
        Bound("normal_words", "<", "min_words"),
        Bound("normal_words", ">", "max_words"),
        Bound("normal_word_length", "<", "min_length"),
        Bound("normal_word_length", ">", "max_length"),
    )
    options_class = NormalWordsOptions
