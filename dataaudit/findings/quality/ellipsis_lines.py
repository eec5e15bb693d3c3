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
    """Largest share of lines that end in an ellipsis; texts above it are flagged."""


class EllipsisLines(BoundFinding[EllipsisLinesOptions]):
    """Many lines end in an ellipsis.

    What it finds:
        Rows in which more than max_share of the lines end in an ellipsis.

    Why it matters:
        Such lines are teasers that a site cuts off, not complete texts.

    How it decides:
        Lines that end in "..." or "…", divided by all lines (signal ellipsis_line_share), above max_share (0.3).

    Example:
        "Ten ways to save water... / What the mayor said..."

    What to do:
        Review a sample (dataaudit show RUN ellipsis-lines), then drop the rows with clean.drop: [ellipsis-lines]. Do
        not use it on chat or on texts of one line.

    Known false alarms:
        Literary dialogue and chat; texts of one line, where a single ellipsis is 100% of the lines.

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
    message = (
        "{count} of {rows} texts {count:ends|end} more than {max_share:%} of lines with an ellipsis (highest: "
        "{highest:%})"
    )
    bounds = (Bound("ellipsis_line_share", ">", "max_share"),)
    options_class = EllipsisLinesOptions
