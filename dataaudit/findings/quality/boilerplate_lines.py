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
    """Share of lines with a phrase of navigation, policy or advertising."""


class BoilerplateLines(BoundFinding[BoilerplateLinesOptions]):
    """Lines of navigation, policies and advertising.

    What it finds:
        Rows in which more than max_share of the lines hold a set phrase of web pages.

    Why it matters:
        What stands around the text of a page, and on every page of its site.

    How it decides:
        Lines with one of 55 phrases in 12 languages ("privacy policy", "read more", "alle Rechte vorbehalten",
        "版权所有", "加微信"), over all lines (signal boilerplate_line_share), above max_share (0.2).

    Example:
        "Privacy Policy | Terms of Use"

    What to do:
        Look at a sample; drop the rows with clean.drop: [boilerplate-lines].

    Known false alarms:
        Privacy policies that are the text.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT049"
    name = "boilerplate-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("boilerplate_line_share",)
    metric = "quality.boilerplate_lines.share"
    evidence = (("highest", "boilerplate_line_share", "max"),)
    message = "{count} of {rows} texts have navigation, policy or advertising in more than {max_share} of their lines"
    bounds = (Bound("boilerplate_line_share", ">", "max_share"),)
    options_class = BoilerplateLinesOptions
