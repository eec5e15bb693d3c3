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
    """Largest share of invisible characters; texts above it are flagged."""


class UnseenCharacters(BoundFinding[UnseenCharactersOptions]):
    """Invisible characters in the text.

    What it finds:
        Rows in which more than max_share of the characters are control, format, private-use or replacement characters.

    Why it matters:
        They waste tokens, are left over from other encodings, or are a way to hide text.

    How it decides:
        General categories Cc (except tab and line ends), Cf (except zero-width joiners, which some scripts need), Co,
        and U+FFFD (signal unseen_share), above max_share (0.01).

    Example:
        Zero-width spaces between all letters.

    What to do:
        Review a sample (dataaudit show RUN unseen-characters), then strip the characters upstream or drop the rows with
        clean.drop: [unseen-characters]. Raise max_share for Arabic and Hebrew with bidirectional marks.

    Known false alarms:
        Emoji made of several code points; bidirectional marks in Arabic and Hebrew.

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
        "{count} of {rows} texts {count:is|are} more than {max_share:%} invisible characters (highest: {highest:%})"
    )
    bounds = (Bound("unseen_share", ">", "max_share"),)
    options_class = UnseenCharactersOptions
