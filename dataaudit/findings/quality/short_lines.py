"""QLT032 short-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLinesOptions(BoundOptions):
    """Options of short-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.67
    """Largest share of short lines; texts above it are flagged."""


class ShortLines(BoundFinding[ShortLinesOptions]):
    """Most lines are short.

    What it finds:
        Rows in which more than max_share of the lines have at most 30 characters.

    Why it matters:
        Menus, tables and lists broken into lines are not prose.

    How it decides:
        Lines of at most 30 characters, divided by all non-blank lines (signal short_line_share), above max_share
        (0.67).

    Example:
        "Home / About us / Contact / Imprint"

    What to do:
        Review a sample (dataaudit show RUN short-lines), then drop the rows with clean.drop: [short-lines]. Do not use
        it on verse, dialogue, Chinese or Japanese.

    Known false alarms:
        Verse, dialogue, texts of one line, and Chinese and Japanese, where 30 characters say a lot.

    Source:
        Penedo et al. 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale", section 3.6;
        formula as in datatrove
    """

    code = "QLT032"
    name = "short-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("short_line_share",)
    metric = "quality.short_lines.share"
    evidence = (("highest", "short_line_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_share:%} of lines with at most 30 characters "
        "(highest: {highest:%})"
    )
    bounds = (Bound("short_line_share", ">", "max_share"),)
    options_class = ShortLinesOptions
