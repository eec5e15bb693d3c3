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
    """Share of letters and numbers among the characters below which a text is found."""


class Alphanumeric(BoundFinding[AlphanumericOptions]):
    """Few letters and numbers.

    What it finds:
        Rows in which fewer than min_share of the characters are letters or numbers of any script.

    Why it matters:
        What is left is drawing, markup or noise.

    How it decides:
        str.isalnum of every character (signal alphanumeric_share), below min_share (0.25).

    Example:
        "+---+---+"

    What to do:
        Look at a sample; drop the rows with clean.drop: [alphanumeric].

    Known false alarms:
        ASCII drawings and tables that are meant; scripts that write vowels as marks lose a third.

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
    message = "{count} of {rows} texts consist to less than {min_share} of letters and numbers (lowest {lowest})"
    bounds = (Bound("alphanumeric_share", "<", "min_share"),)
    options_class = AlphanumericOptions
