"""QLT054 split-letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLettersOptions(BoundOptions):
    """Options of split-letters."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.3
    """Largest share of single-letter words; texts above it are flagged."""


class SplitLetters(BoundFinding[SplitLettersOptions]):
    """L e t t e r s   s e t   a p a r t.

    What it finds:
        Rows in which more than max_share of the words are single letters.

    Why it matters:
        The text was extracted badly from a PDF or a scanned page, and a tokenizer recognises none of its words.

    How it decides:
        Words of one letter, in scripts with spaces, divided by words and symbols (signal single_letter_share), above
        max_share (0.3).

    Example:
        "T h e   e n d"

    What to do:
        Extract the text again, or review a sample (dataaudit show RUN split-letters) and drop the rows with clean.drop:
        [split-letters]. Do not use it on mathematics.

    Known false alarms:
        Mathematics, initials, and lists of options.

    Source:
        dingo, rule CharSplit
    """

    code = "QLT054"
    name = "split-letters"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("single_letter_share",)
    metric = "quality.split_letters.share"
    evidence = (("highest", "single_letter_share", "max"),)
    message = (
        "{count} of {rows} texts {count:is|are} more than {max_share:%} single-letter words (highest: {highest:%})"
    )
    bounds = (Bound("single_letter_share", ">", "max_share"),)
    options_class = SplitLettersOptions
