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
    """Smallest share of lines that end like a sentence; texts below it are flagged."""


class UnfinishedLines(BoundFinding[UnfinishedLinesOptions]):
    """Hardly any line ends like a sentence.

    What it finds:
        Rows in which fewer than min_share of the lines end with terminal punctuation.

    Why it matters:
        Lists, menus and navigation consist of lines that are not sentences.

    How it decides:
        Non-blank lines whose last character ends sentences in any script (159 characters), divided by all non-blank
        lines (signal terminal_line_share), below min_share (0.12).

    Example:
        "Home / Products / Contact"

    What to do:
        Review a sample (dataaudit show RUN unfinished-lines), then drop the rows with clean.drop: [unfinished-lines].
        Do not use it on verse or code.

    Known false alarms:
        Verse, lyrics, code, titles, and lines that end with white space.

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
    message = (
        "{count} of {rows} texts {count:has|have} terminal punctuation at the end of fewer than {min_share:%} of "
        "lines (lowest: {lowest:%})"
    )
    bounds = (Bound("terminal_line_share", "<", "min_share"),)
    options_class = UnfinishedLinesOptions
