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
    """Share of words of one letter above which a text is found."""


class SplitLetters(BoundFinding[SplitLettersOptions]):
    """L e t t e r s   s e t   a p a r t.

    What it finds:
        Rows in which more than max_share of the words are single letters.

    Why it matters:
        Broken extraction of PDF and scanned pages; no word of it is a word to a tokenizer.

    How it decides:
        Words of one letter in scripts with spaces, over words and symbols (signal single_letter_share), above max_share
        (0.3).

    Example:
        "T h e   e n d"

    What to do:
        Look at a sample; drop the rows with clean.drop: [split-letters].

    Known false alarms:
        Mathematics, initials, lists of options.

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
    message = "{count} of {rows} texts have more than {max_share} words of one letter (highest {highest})"
    bounds = (Bound("single_letter_share", ">", "max_share"),)
    options_class = SplitLettersOptions
