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
    """Share of lines that end as code does above which a text is found."""


class CodeLines(BoundFinding[CodeLinesOptions]):
    """Lines that end as code does.

    What it finds:
        Rows in which more than max_share of the lines end in ; { or }.

    Why it matters:
        Scripts and style sheets that extraction took for text.

    How it decides:
        The last visible character of a line, over all lines (signal code_line_share), above max_share (0.3).

    Example:
        "var x = 1;"

    What to do:
        Look at a sample; drop the rows with clean.drop: [code-lines].

    Known false alarms:
        Data sets of code; lists that end in semicolons.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT050"
    name = "code-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("code_line_share",)
    metric = "quality.code_lines.share"
    evidence = (("highest", "code_line_share", "max"),)
    message = "{count} of {rows} texts end more than {max_share} of their lines as code does"
    bounds = (Bound("code_line_share", ">", "max_share"),)
    options_class = CodeLinesOptions
