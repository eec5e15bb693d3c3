"""QLT014 ellipsis-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class EllipsisLinesOptions(BoundOptions):
    """Options of ellipsis-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Share of lines above which a text is found."""


class EllipsisLines(BoundFinding[EllipsisLinesOptions]):
    """Many lines that break off in an ellipsis.

    What it finds:
        Rows in which the share of lines that end with an ellipsis is above max_share.

    Why it matters:
        Teasers of other pages, cut off by the site, are no text of their own.

    How it decides:
        Lines that end with "..." or "…", over all lines (signal ellipsis_line_share), above max_share (0.3).

    Example:
        "Ten ways to save water... / What the mayor said..."

    What to do:
        Look at a sample; drop the rows with clean.drop: [ellipsis-lines].

    Known false alarms:
        Literary dialogue and chat; single-line texts, where one ellipsis is the whole share.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT014"
    name = "ellipsis-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("ellipsis_line_share",)
    metric = "quality.ellipsis_lines.share"
    evidence = (("highest", "ellipsis_line_share", "max"),)
    message = "{count} of {rows} texts end more than {max_share} of their lines with an ellipsis"
    bounds = (Bound("ellipsis_line_share", ">", "max_share"),)
    options_class = EllipsisLinesOptions
