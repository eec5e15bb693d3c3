"""QLT053 digit-share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitShareOptions(BoundOptions):
    """Options of digit-share."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.25
    """Largest share of digits among the characters; texts above it are flagged."""


class DigitShare(BoundFinding[DigitShareOptions]):
    """Mostly numbers.

    What it finds:
        Rows in which more than max_share of the characters are digits or other numbers.

    Why it matters:
        Such texts are tables and logs without words.

    How it decides:
        Characters of the Unicode categories N* divided by all characters (signal digit_share), above max_share (0.25).

    Example:
        "12 34 56 78"

    What to do:
        Review a sample (dataaudit show RUN digit-share), then drop the rows with clean.drop: [digit-share]. Keep them
        where tables or mathematics are intended.

    Known false alarms:
        Intended tables, mathematics and phone lists.

    Source:
        NeMo Curator (which uses 0.15)
    """

    code = "QLT053"
    name = "digit-share"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("digit_share",)
    metric = "quality.digit_share.share"
    evidence = (("highest", "digit_share", "max"),)
    message = "{count} of {rows} texts {count:is|are} more than {max_share:%} digits (highest: {highest:%})"
    bounds = (Bound("digit_share", ">", "max_share"),)
    options_class = DigitShareOptions
