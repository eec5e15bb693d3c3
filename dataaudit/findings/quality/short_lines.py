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
    """Share of short lines above which a text is found."""


class ShortLines(BoundFinding[ShortLinesOptions]):
    """Most lines are short.

    What it finds:
        Rows in which more than max_share of the lines have at most 30 characters.

    Why it matters:
        Menus, tables and lists, cut into lines, are no prose.

    How it decides:
        Lines of at most 30 characters, over all lines that are not blank (signal short_line_share), above max_share
        (0.67).

    Example:
        "Home / About us / Contact / Imprint"

    What to do:
        Look at a sample; drop the rows with clean.drop: [short-lines].

    Known false alarms:
        Verse, dialogue, Chinese and Japanese, where 30 characters are much text; single-line texts.

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
    message = "{count} of {rows} texts have more than {max_share} of their lines shorter than a line of prose"
    bounds = (Bound("short_line_share", ">", "max_share"),)
    options_class = ShortLinesOptions
