"""QLT020 duplicate-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLinesOptions(BoundOptions):
    """Options of duplicate-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Largest share of lines that occurred earlier in the text."""
    max_char_share: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Largest share of characters in lines that occurred earlier in the text."""


class DuplicateLines(BoundFinding[DuplicateLinesOptions]):
    """Lines that occur several times in one text.

    What it finds:
        Rows in which repeated lines make up more than max_share of the lines or more than max_char_share of the
        characters.

    Why it matters:
        Repeated menus and footers, or the output of a generator that got stuck. A model that sees much of this learns
        to loop.

    How it decides:
        Lines that occurred earlier in the text, as a share of the lines (signal duplicate_line_share, above max_share
        0.3), or their characters as a share of the text (duplicate_line_char_share, above max_char_share 0.2). Lines
        end at line feeds; the first occurrence is not counted.

    Example:
        "Buy now / Buy now / Buy now"

    What to do:
        Remove repeated lines upstream, or drop the rows with clean.drop: [duplicate-lines]. Keep them if the data
        contains lyrics, code or tables on purpose.

    Known false alarms:
        Refrains, code, and tables with equal rows.

    Source:
        Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", table
        A1; formula as in datatrove
    """

    code = "QLT020"
    name = "duplicate-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("duplicate_line_share", "duplicate_line_char_share")
    metric = "quality.duplicate_lines.share"
    evidence = (("highest", "duplicate_line_share", "max"), ("highest_chars", "duplicate_line_char_share", "max"))
    message = (
        "{count} of {rows} texts {count:repeats|repeat} more than {max_share:%} of lines, or lines with more than "
        "{max_char_share:%} of characters (highest: {highest:%} and {highest_chars:%})"
    )
    bounds = (
        Bound("duplicate_line_share", ">", "max_share"),
        Bound("duplicate_line_char_share", ">", "max_char_share"),
    )
    options_class = DuplicateLinesOptions
