"""QLT002 special-characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialCharactersOptions(BoundOptions):
    """Options of special-characters."""

    __pydantic_config__ = SECTION

    max_special: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Largest share of special characters; texts above it are flagged."""


class SpecialCharacters(BoundFinding[SpecialCharactersOptions]):
    """Texts that are symbols rather than words.

    What it finds:
        Rows in which more than max_special of the characters are special characters.

    Why it matters:
        Tables without their frame, encoded bytes, ASCII art and broken markup look like this, and a model learns to
        imitate it.

    How it decides:
        Code points that are not letters, combining marks, numbers, white space or underscores, divided by all code
        points (signal special_character_share), above max_special (0.3).

    Example:
        "$$$ >>> {{ ]] ###"

    What to do:
        Review a sample (dataaudit show RUN special-characters), then strip the markup upstream or drop the rows with
        clean.drop: [special-characters]. Keep them in data sets of formulas or code.

    Known false alarms:
        Formulas, code, emoji-only messages, and price lists.

    Source:
        common practice
    """

    code = "QLT002"
    name = "special-characters"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("special_character_share",)
    metric = "quality.special_characters.share"
    evidence = (("highest", "special_character_share", "max"),)
    message = (
        "{count} of {rows} texts {count:is|are} more than {max_special:%} special characters (highest: {highest:%})"
    )
    bounds = (Bound("special_character_share", ">", "max_special"),)
    options_class = SpecialCharactersOptions
