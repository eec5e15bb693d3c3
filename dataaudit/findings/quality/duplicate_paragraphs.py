"""QLT021 duplicate-paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateParagraphsOptions(BoundOptions):
    """Options of duplicate-paragraphs."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Largest share of paragraphs that occurred earlier in the text."""
    max_char_share: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Largest share of characters in paragraphs that occurred earlier in the text."""


class DuplicateParagraphs(BoundFinding[DuplicateParagraphsOptions]):
    """Paragraphs that occur several times in one text.

    What it finds:
        Rows in which repeated paragraphs make up more than max_share of the paragraphs or more than max_char_share of
        the characters.

    Why it matters:
        The text was joined to itself, or it is an answer that repeats itself paragraph by paragraph.

    How it decides:
        Parts of the stripped text between two or more line feeds that occurred earlier, as a share of the parts (signal
        duplicate_paragraph_share, above max_share 0.3), or their characters as a share of the text
        (duplicate_paragraph_char_share, above max_char_share 0.2).

    Example:
        An article followed by itself.

    What to do:
        Remove repeated paragraphs upstream, or drop the rows with clean.drop: [duplicate-paragraphs]. Keep them if the
        data contains lyrics or forms on purpose.

    Known false alarms:
        Refrains, and forms and letters with equal parts.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table
        A1; formula as in datatrove
    """

    code = "QLT021"
    name = "duplicate-paragraphs"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("duplicate_paragraph_share", "duplicate_paragraph_char_share")
    metric = "quality.duplicate_paragraphs.share"
    evidence = (
        ("highest", "duplicate_paragraph_share", "max"),
        ("highest_chars", "duplicate_paragraph_char_share", "max"),
    )
    message = (
        "{count} of {rows} texts {count:repeats|repeat} more than {max_share:%} of paragraphs, or paragraphs with "
        "more than {max_char_share:%} of characters (highest: {highest:%} and {highest_chars:%})"
    )
    bounds = (
        Bound("duplicate_paragraph_share", ">", "max_share"),
        Bound("duplicate_paragraph_char_share", ">", "max_char_share"),
    )
    options_class = DuplicateParagraphsOptions
