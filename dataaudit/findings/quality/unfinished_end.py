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
    """Whether a text may end in the middle of a sentence: 0 or 1."""


class UnfinishedEnd(BoundFinding[UnfinishedEndOptions]):
    """The text ends in the middle of a sentence.

    What it finds:
        Rows that contain a complete sentence and whose last visible character is a letter, a number, a comma or a
        hyphen.

    Why it matters:
        A length limit or an interrupted download cut the text, and a model learns to stop there.

    How it decides:
        Only texts in which an earlier sentence ended are judged (signal unfinished_end); headings and lists without
        sentences are not.

    Example:
        "It was late. Nobody had"

    What to do:
        Review a sample (dataaudit show RUN unfinished-end), then drop the rows with clean.drop: [unfinished-end]. Do
        not use it on letters or other texts that end with a name.

    Known false alarms:
        Texts that end with a name, a signature or an address.

    Source:
        common practice; thresholds calibrated on reference texts
    """

    code = "QLT056"
    name = "unfinished-end"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("unfinished_end",)
    metric = "quality.unfinished_end.share"
    evidence = (("most", "unfinished_end", "max"),)
    message = "{count} of {rows} texts {count:ends|end} in the middle of a sentence"
    bounds = (Bound("unfinished_end", ">", "max_unfinished"),)
    options_class = UnfinishedEndOptions
