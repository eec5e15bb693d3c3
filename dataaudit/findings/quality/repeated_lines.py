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
    """Share of characters in lines seen before, above which a text is found."""


class RepeatedLines(BoundFinding[RepeatedLinesOptions]):
    """A part of the text stands in repeated lines.

    What it finds:
        Rows in which lines that stood before hold more than max_share of the characters.

    Why it matters:
        Repeated lines are mostly what a page template puts around every entry.

    How it decides:
        Characters of lines that stood in the text before, over all characters but line feeds (signal
        repeated_line_char_share), above max_share (0.01). The first occurrence is not counted.

    Example:
        "Read more / First news today. / Read more / Second news. / Read more"

    What to do:
        Look at a sample; drop the rows with clean.drop: [repeated-lines].

    Known false alarms:
        Refrains, code, tables, dialogue with short answers.

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
    message = "{count} of {rows} texts have more than {max_share} of their characters in lines that stood before"
    bounds = (Bound("repeated_line_char_share", ">", "max_share"),)
    options_class = RepeatedLinesOptions
