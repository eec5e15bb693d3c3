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
    """Shortest mean length of a word."""
    max_length: Annotated[float | None, Field(ge=0)] = 10
    """Longest mean length of a word."""


class NormalWords(BoundFinding[NormalWordsOptions]):
    """Few, many, short or long words, counted without punctuation.

    What it finds:
        Rows whose number or mean length of words, in lower case and without ASCII punctuation, is out of bounds.

    Why it matters:
        Outside of them there is hardly any prose: lists, keys, glued words.

    How it decides:
        Words between white space after ASCII punctuation is taken out; every character in scripts without spaces
        (signals normal_words, normal_word_length); outside 50 to 100,000 words or 3 to 10 characters.

    Example:
        "OK"

    What to do:
        Look at a sample; drop the rows with clean.drop: [normal-words].

    Known false alarms:
        Chat, headlines, Chinese and Japanese (whose words are characters here).

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
        "{count} of {rows} texts have fewer than {min_words} or more than {max_words} words, or a mean word "
        "length outside {min_length} to {max_length}"
    )
    bounds = (
        Bound("normal_words", "<", "min_words"),
        Bound("normal_words", ">", "max_words"),
        Bound("normal_word_length", "<", "min_length"),
        Bound("normal_word_length", ">", "max_length"),
    )
    options_class = NormalWordsOptions
