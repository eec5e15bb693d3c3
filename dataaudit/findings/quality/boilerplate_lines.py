"""QLT049 boilerplate-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateLinesOptions(BoundOptions):
    """Options of boilerplate-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.2
    """Largest share of lines with a navigation, policy or advertising phrase."""


class BoilerplateLines(BoundFinding[BoilerplateLinesOptions]):
    """Lines of navigation, policies or advertising.

    What it finds:
        Rows in which more than max_share of the lines contain a standard phrase of web pages.

    Why it matters:
        This is the frame around the text of a page, repeated on every page of its site.

    How it decides:
        Lines with one of 55 phrases in 12 languages ("privacy policy", "read more", "alle Rechte vorbehalten",
        "版权所有", "加微信"), divided by all lines (signal boilerplate_line_share), above max_share (0.2).

    Example:
        "Privacy Policy | Terms of Use"

    What to do:
        Review a sample (dataaudit show RUN boilerplate-lines), then drop the rows with clean.drop: [boilerplate-lines].
        Keep them if legal texts are part of the data.

    Known false alarms:
        Texts that are privacy policies themselves.

    Source:
        common practice; threshold calibrated on reference texts
    """

    code = "QLT049"
    name = "boilerplate-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("boilerplate_line_share",)
    metric = "quality.boilerplate_lines.share"
    evidence = (("highest", "boilerplate_line_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} navigation, policy or advertising phrases in more than "
        "{max_share:%} of lines (highest: {highest:%})"
    )
    bounds = (Bound("boilerplate_line_share", ">", "max_share"),)
    options_class = BoilerplateLinesOptions
