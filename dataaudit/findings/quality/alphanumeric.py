"""QLT041 alphanumeric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphanumericOptions(BoundOptions):
    """Options of alphanumeric."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float | None, Field(ge=0, le=1)] = 0.25
    """Smallest share of letters and numbers among the characters; texts below it are flagged."""


class Alphanumeric(BoundFinding[AlphanumericOptions]):
    """Too few letters and numbers.

    What it finds:
        Rows in which fewer than min_share of the characters are letters or numbers in any script.

    Why it matters:
        The rest is drawings, markup or noise.

    How it decides:
        Characters for which str.isalnum is true (signal alphanumeric_share), below min_share (0.25).

    Example:
        "+---+---+"

    What to do:
        Review a sample (dataaudit show RUN alphanumeric), then drop the rows with clean.drop: [alphanumeric]. Lower
        min_share for scripts that write vowels as marks.

    Known false alarms:
        Intended ASCII art and tables. Scripts that write vowels as marks lose about a third of their characters.

    Source:
        Chen et al. 2024, "Data-Juicer: A One-Stop Data Processing System for Large Language Models", and its code
    """

    code = "QLT041"
    name = "alphanumeric"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("alphanumeric_share",)
    metric = "quality.alphanumeric.share"
    evidence = (("lowest", "alphanumeric_share", "min"),)
    message = "{count} of {rows} texts {count:is|are} less than {min_share:%} letters and numbers (lowest: {lowest:%})"
    bounds = (Bound("alphanumeric_share", "<", "min_share"),)
    options_class = AlphanumericOptions
