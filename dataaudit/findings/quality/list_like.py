"""QLT034 list-like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLikeOptions(BoundOptions):
    """Options of list-like."""

    __pydantic_config__ = SECTION

    max_ratio: Annotated[float, Field(ge=0)] = 0.3
    """Most line feeds per word or symbol; texts above it are flagged."""


class ListLike(BoundFinding[ListLikeOptions]):
    """A text that is a list.

    What it finds:
        Rows with more than max_ratio line feeds per word or symbol.

    Why it matters:
        Lists of single words teach no language.

    How it decides:
        Line feeds, those of blank lines included, divided by words and symbols (signal line_feed_ratio), above
        max_ratio (0.3).

    Example:
        "one / two / three / four"

    What to do:
        Review a sample (dataaudit show RUN list-like), then drop the rows with clean.drop: [list-like]. Keep them if
        word lists or dictionaries are part of the data.

    Known false alarms:
        Intended word lists and dictionaries, and texts with blank lines between all words.

    Source:
        Penedo et al. 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale", section 3.6;
        formula as in datatrove
    """

    code = "QLT034"
    name = "list-like"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("line_feed_ratio",)
    metric = "quality.list_like.share"
    evidence = (("highest", "line_feed_ratio", "max"),)
    message = "{count} of {rows} texts {count:has|have} more than {max_ratio} line breaks per word (highest: {highest})"
    bounds = (Bound("line_feed_ratio", ">", "max_ratio"),)
    options_class = ListLikeOptions
