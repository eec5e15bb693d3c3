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
    """Share of special characters above which a text is found."""


class SpecialCharacters(BoundFinding[SpecialCharactersOptions]):
    """Texts made of symbols more than of words.

    What it finds:
        Rows in which the share of special characters is above max_special.

    Why it matters:
        Tables without their frame, encoded bytes, ASCII art and broken markup look like this; a model learns
        to imitate it.

    How it decides:
        Code points that are neither letter, combining mark, number, white space nor underscore, over all code
        points (signal special_character_share), above max_special (0.3).

    Example:
        "$$$ >>> {{ ]] ###"

    What to do:
        Look at a sample; strip the markup upstream, or drop the rows with clean.drop: [special-characters].

    Known false alarms:
        Formulas, code, emoji-only messages, and lists of prices.

    Source:
        seed check
    """

    code = "QLT002"
    name = "special-characters"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("special_character_share",)
    metric = "quality.special_characters.share"
    evidence = (("highest", "special_character_share", "max"),)
    message = "{count} of {rows} texts have more than {max_special} special characters a character (highest {highest})"
    bounds = (Bound("special_character_share", ">", "max_special"),)
    options_class = SpecialCharactersOptions
