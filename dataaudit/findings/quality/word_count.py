"""QLT010 word-count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCountOptions(BoundOptions):
    """Options of word-count."""

    __pydantic_config__ = SECTION

    min_words: Annotated[int | None, Field(ge=0)] = 50
    """Fewest words."""
    max_words: Annotated[int | None, Field(ge=0)] = 100_000
    """Most words."""


class WordCount(BoundFinding[WordCountOptions]):
    """Texts with very few or very many words.

    What it finds:
        Rows whose text has fewer words than min_words or more than max_words.

    Why it matters:
        Web documents of a few words are menus, captions and error pages. Very long ones are dumps and logs.

    How it decides:
        The signal words below min_words (50) or above max_words (100,000).

    Example:
        A page that consists of "Page not found".

    What to do:
        Set findings.word-count.min_words and max_words to fit your texts (the defaults were chosen for web documents),
        then drop the rows with clean.drop: [word-count]. Do not use the defaults on chat, questions or titles.

    Known false alarms:
        Anything that is not a web document: chat, questions, titles, whole books.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT010"
    name = "word-count"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("words",)
    metric = "quality.word_count.share"
    evidence = (("fewest", "words", "min"), ("most", "words", "max"))
    message = (
        "{count} of {rows} texts {count:has|have} a word count outside {min_words} to {max_words} (found: {fewest} "
        "to {most})"
    )
    bounds = (
        Bound("words", "<", "min_words"),
        Bound("words", ">", "max_words"),
    )
    options_class = WordCountOptions
