"""QLT013 bullet-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletLinesOptions(BoundOptions):
    """Options of bullet-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.9
    """Largest share of lines that start with a bullet; texts above it are flagged."""


class BulletLines(BoundFinding[BulletLinesOptions]):
    """Nearly all lines start with a bullet.

    What it finds:
        Rows in which more than max_share of the lines start with a bullet.

    Why it matters:
        Such pages are navigation and lists of links.

    How it decides:
        Lines whose first visible character is a bullet (•) or a hyphen, divided by all lines (signal
        bullet_line_share), above max_share (0.9).

    Example:
        A site map with one link per line.

    What to do:
        Review a sample (dataaudit show RUN bullet-lines), then drop the rows with clean.drop: [bullet-lines]. Keep them
        if lists are part of the task.

    Known false alarms:
        Genuine lists, and dialogues that mark speakers with a dash.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", section
        A1.1
    """

    code = "QLT013"
    name = "bullet-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("bullet_line_share",)
    metric = "quality.bullet_lines.share"
    evidence = (("highest", "bullet_line_share", "max"),)
    message = (
        "{count} of {rows} texts {count:starts|start} more than {max_share:%} of lines with a bullet (highest: "
        "{highest:%})"
    )
    bounds = (Bound("bullet_line_share", ">", "max_share"),)
    options_class = BulletLinesOptions
