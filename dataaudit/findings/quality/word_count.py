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
    """Texts of very few or very many words.

    What it finds:
        Rows whose text has fewer words than min_words or more than max_words.

    Why it matters:
        Web documents of a few words are menus, captions and error pages; those of very many are dumps and
        logs.

    How it decides:
        The signal words below min_words (50) or above max_words (100,000).

    Example:
        A page that consists of "Page not found".

    What to do:
        Raise or lower the bounds for your kind of text: they were chosen for web documents.

    Known false alarms:
        Everything that is no web document: chat, questions, titles, book-length texts.

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
        "{count} of {rows} texts have fewer than {min_words} or more than {max_words} words (from {fewest} to {most})"
    )
    bounds = (
        Bound("words", "<", "min_words"),
        Bound("words", ">", "max_words"),
    )
    options_class = WordCountOptions
