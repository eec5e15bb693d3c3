"""QLT047 unseen-characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenCharactersOptions(BoundOptions):
    """Options of unseen-characters."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.01
    """Share of unseen characters above which a text is found."""


class UnseenCharacters(BoundFinding[UnseenCharactersOptions]):
    """Control, format and private characters in the text.

    What it finds:
        Rows in which more than max_share of the characters are control, format or private-use characters or replacement
        characters.

    Why it matters:
        They are spent tokens that nobody sees, remains of other encodings, or a way to hide text.

    How it decides:
        General categories Cc (but tab and line ends), Cf (but zero-width joiners, which scripts need), Co, and U+FFFD
        (signal unseen_share), above max_share (0.01).

    Example:
        Zero-width spaces between all letters.

    What to do:
        Look at a sample; drop the rows with clean.drop: [unseen-characters].

    Known false alarms:
        Texts with emoji made of several parts; bidirectional marks in Arabic and Hebrew.

    Source:
        Unicode Standard, chapter 23
    """

    code = "QLT047"
    name = "unseen-characters"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("unseen_share",)
    metric = "quality.unseen_characters.share"
    evidence = (("highest", "unseen_share", "max"),)
    message = (
        "{count} of {rows} texts consist to more than {max_share} of characters that nobody sees (highest {highest})"
    )
    bounds = (Bound("unseen_share", ">", "max_share"),)
    options_class = UnseenCharactersOptions
