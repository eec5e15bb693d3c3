"""QLT056 unfinished-end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedEndOptions(BoundOptions):
    """Options of unfinished-end."""

    __pydantic_config__ = SECTION

    max_unfinished: Annotated[int | None, Field(ge=0, le=1)] = 0
    """Whether a text may end inside a sentence: 0 or 1."""


class UnfinishedEnd(BoundFinding[UnfinishedEndOptions]):
    """The text breaks off inside a sentence.

    What it finds:
        Rows in which sentences end, and whose last visible character is a letter, a number, a comma or a hyphen.

    Why it matters:
        Cut by a length limit or a broken download: a model learns to stop there.

    How it decides:
        Only where a sentence ended before (signal unfinished_end); headings and lists, in which none does, are left
        alone.

    Example:
        "It was late. Nobody had"

    What to do:
        Look at a sample; drop the rows with clean.drop: [unfinished-end].

    Known false alarms:
        Texts that end with a name, a signature or an address.

    Source:
        common practice; thresholds from calibration on reference texts
    """

    code = "QLT056"
    name = "unfinished-end"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("unfinished_end",)
    metric = "quality.unfinished_end.share"
    evidence = (("most", "unfinished_end", "max"),)
    message = "{count} of {rows} texts break off inside a sentence"
    bounds = (Bound("unfinished_end", ">", "max_unfinished"),)
    options_class = UnfinishedEndOptions
