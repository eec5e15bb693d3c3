"""QLT033 repeated-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedLinesOptions(BoundOptions):
    """Options of repeated-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.01
    """Largest share of characters in repeated lines; texts above it are flagged."""


class RepeatedLines(BoundFinding[RepeatedLinesOptions]):
    """Part of the text is in repeated lines.

    What it finds:
        Rows in which more than max_share of the characters are in lines that occurred earlier in the text.

    Why it matters:
        Repeated lines are mostly what a page template puts around every entry.

    How it decides:
        Characters in lines that occurred earlier in the text, divided by all characters except line feeds (signal
        repeated_line_char_share), above max_share (0.01). The first occurrence is not counted.

    Example:
        "Read more / First news today. / Read more / Second news. / Read more"

    What to do:
        Review a sample (dataaudit show RUN repeated-lines), then drop the rows with clean.drop: [repeated-lines]. Keep
        them if the data contains lyrics, code or dialogue on purpose.

    Known false alarms:
        Refrains, code, tables, and dialogue with short answers.

    Source:
        Penedo et al. 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale", section 3.6;
        formula as in datatrove
    """

    code = "QLT033"
    name = "repeated-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("repeated_line_char_share",)
    metric = "quality.repeated_lines.share"
    evidence = (("highest", "repeated_line_char_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_share:%} of characters in repeated lines (highest: "
        "{highest:%})"
    )
    bounds = (Bound("repeated_line_char_share", ">", "max_share"),)
    options_class = RepeatedLinesOptions
