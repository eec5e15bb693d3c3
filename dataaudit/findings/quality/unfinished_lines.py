"""QLT031 unfinished-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedLinesOptions(BoundOptions):
    """Options of unfinished-lines."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float, Field(ge=0, le=1)] = 0.12
    """Share of lines that end as sentences do, below which a text is found."""


class UnfinishedLines(BoundFinding[UnfinishedLinesOptions]):
    """Hardly any line ends as a sentence does.

    What it finds:
        Rows in which fewer than min_share of the lines end with terminal punctuation.

    Why it matters:
        Lists, menus and navigation consist of lines that are no sentences.

    How it decides:
        Lines that are not blank and whose last character ends sentences in any script (159 characters), over all lines
        that are not blank (signal terminal_line_share), below min_share (0.12).

    Example:
        "Home / Products / Contact"

    What to do:
        Look at a sample; drop the rows with clean.drop: [unfinished-lines].

    Known false alarms:
        Verse, lyrics, code, titles; lines that end with white space.

    Source:
        Penedo et al. 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale", section 3.6;
        formula as in datatrove
    """

    code = "QLT031"
    name = "unfinished-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("terminal_line_share",)
    metric = "quality.unfinished_lines.share"
    evidence = (("lowest", "terminal_line_share", "min"),)
    message = "{count} of {rows} texts have fewer than {min_share} of their lines end as a sentence does"
    bounds = (Bound("terminal_line_share", "<", "min_share"),)
    options_class = UnfinishedLinesOptions
