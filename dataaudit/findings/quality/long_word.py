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
    """Characters of a word above which a text is found."""


class LongWord(BoundFinding[LongWordOptions]):
    """A word without end.

    What it finds:
        Rows with a word of more than max_chars characters.

    Why it matters:
        Encoded data, keys, glued text.

    How it decides:
        Characters between white space in scripts with spaces, the longest of a text (signal longest_word), above
        max_chars (200).

    Example:
        A picture in base64.

    What to do:
        Look at a sample; drop the rows with clean.drop: [long-word].

    Known false alarms:
        Long addresses; scripts without spaces that the script table does not know.

    Source:
        C4 and NeMo Curator (1,000 there)
    """

    code = "QLT055"
    name = "long-word"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("longest_word",)
    metric = "quality.long_word.share"
    evidence = (("longest", "longest_word", "max"),)
    message = "{count} of {rows} texts have a word of more than {max_chars} characters (longest {longest})"
    bounds = (Bound("longest_word", ">", "max_chars"),)
    options_class = LongWordOptions
