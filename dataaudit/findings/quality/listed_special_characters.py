"""QLT042 listed-special-characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSpecialCharactersOptions(BoundOptions):
    """Options of listed-special-characters."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.25
    """Largest share of listed special characters; texts above it are flagged."""


class ListedSpecialCharacters(BoundFinding[ListedSpecialCharactersOptions]):
    """Many characters from a list of special characters.

    What it finds:
        Rows in which more than max_share of the characters are ASCII punctuation, digits, white space, other marks or
        emoji.

    Why it matters:
        BLOOM's filters and data-juicer use this measure. Unlike special-characters, it also counts digits and white
        space.

    How it decides:
        Characters from a list of 1,641, divided by all characters (signal listed_special_share), above max_share
        (0.25).

    Example:
        "1 2 3 4 5"

    What to do:
        Review a sample (dataaudit show RUN listed-special-characters), then drop the rows with clean.drop:
        [listed-special-characters]. Raise max_share for languages with short words.

    Known false alarms:
        Languages with short words, tables, and numbers. English prose has a share of 0.18 to 0.22.

    Source:
        Chen et al. 2024, "Data-Juicer: A One-Stop Data Processing System for Large Language Models", and its code
    """

    code = "QLT042"
    name = "listed-special-characters"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("listed_special_share",)
    metric = "quality.listed_special_characters.share"
    evidence = (("highest", "listed_special_share", "max"),)
    message = (
        "{count} of {rows} texts {count:is|are} more than {max_share:%} listed special characters (highest: "
        "{highest:%})"
    )
    bounds = (Bound("listed_special_share", ">", "max_share"),)
    options_class = ListedSpecialCharactersOptions
