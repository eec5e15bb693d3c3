"""QLT039 line-length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLengthOptions(BoundOptions):
    """Options of line-length."""

    __pydantic_config__ = SECTION

    min_mean: Annotated[float | None, Field(ge=0)] = 10
    """Smallest mean line length in characters."""
    min_longest: Annotated[int | None, Field(ge=0)] = 10
    """Smallest length of the longest line in characters."""
    max_longest: Annotated[int | None, Field(ge=0)] = None
    """Largest length of the longest line in characters."""


class LineLength(BoundFinding[LineLengthOptions]):
    """Lines that are very short on average, or one that is very long.

    What it finds:
        Rows whose mean or longest line is outside the thresholds.

    Why it matters:
        Lines of a few characters are broken layout. Lines of many thousands are data or minified code.

    How it decides:
        Mean characters per line, and characters of the longest line (signals mean_line_length, longest_line; lines as
        str.splitlines returns them), below 10.

    Example:
        A column of numbers.

    What to do:
        Review a sample (dataaudit show RUN line-length), then drop the rows with clean.drop: [line-length]. Do not use
        it on verse or chat.

    Known false alarms:
        Verse, Chinese headings, and chat.

    Source:
        Chen et al. 2024, "Data-Juicer: A One-Stop Data Processing System for Large Language Models", and its code
    """

    code = "QLT039"
    name = "line-length"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = (
        "mean_line_length",
        "longest_line",
    )
    metric = "quality.line_length.share"
    evidence = (("longest", "longest_line", "max"),)
    message = (
        "{count} of {rows} texts {count:has|have} lines that are too short or too long (longest line: {longest} "
        "characters)"
    )
    bounds = (
        Bound("mean_line_length", "<", "min_mean"),
        Bound("longest_line", "<", "min_longest"),
        Bound("longest_line", ">", "max_longest"),
    )
    options_class = LineLengthOptions
