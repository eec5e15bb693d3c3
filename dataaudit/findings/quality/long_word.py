"""QLT055 long-word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LongWordOptions(BoundOptions):
    """Options of long-word."""

    __pydantic_config__ = SECTION

    max_chars: Annotated[int | None, Field(ge=0)] = 200
    """Most characters in a word; texts with a longer word are flagged."""


class LongWord(BoundFinding[LongWordOptions]):
    """A very long word.

    What it finds:
        Rows with a word of more than max_chars characters.

    Why it matters:
        Encoded data, keys, or words glued together by extraction.

    How it decides:
        The longest run of characters without white space, in scripts with spaces (signal longest_word), above max_chars
        (200).

    Example:
        An image in Base64.

    What to do:
        Review a sample (dataaudit show RUN long-word), then drop the rows with clean.drop: [long-word]. Raise max_chars
        if long URLs are expected.

    Known false alarms:
        Long URLs, and scripts without spaces that are missing from the script table.

    Source:
        C4 and NeMo Curator (which use 1,000)
    """

    code = "QLT055"
    name = "long-word"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("longest_word",)
    metric = "quality.long_word.share"
    evidence = (("longest", "longest_word", "max"),)
    message = (
        "{count} of {rows} texts {count:contains|contain} a word of more than {max_chars} characters (longest: "
        "{longest})"
    )
    bounds = (Bound("longest_word", ">", "max_chars"),)
    options_class = LongWordOptions
