"""QLT050 code-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLinesOptions(BoundOptions):
    """Options of code-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.3
    """Largest share of lines that end like code; texts above it are flagged."""


class CodeLines(BoundFinding[CodeLinesOptions]):
    """Lines that end like code.

    What it finds:
        Rows in which more than max_share of the lines end in ; { or }.

    Why it matters:
        Such texts are often scripts and style sheets that extraction mistook for text.

    How it decides:
        The last visible character of each line, counted over all lines (signal code_line_share), above max_share (0.3).

    Example:
        "var x = 1;"

    What to do:
        Review a sample (dataaudit show RUN code-lines), then drop the rows with clean.drop: [code-lines]. Keep them in
        data sets that should contain code.

    Known false alarms:
        Data sets of code, and lists whose items end in semicolons.

    Source:
        common practice; threshold calibrated on reference texts
    """

    code = "QLT050"
    name = "code-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("code_line_share",)
    metric = "quality.code_lines.share"
    evidence = (("highest", "code_line_share", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} more than {max_share:%} of lines ending in a semicolon or curly "
        "bracket (highest: {highest:%})"
    )
    bounds = (Bound("code_line_share", ">", "max_share"),)
    options_class = CodeLinesOptions
