"""QLT036 list-lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLinesOptions(BoundOptions):
    """Options of list-lines."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float | None, Field(ge=0, le=1)] = 0.9
    """Share of lines that begin with a bullet above which a text is found."""


class ListLines(BoundFinding[ListLinesOptions]):
    """Nearly every line begins with a bullet.

    What it finds:
        Rows in which more than max_share of the lines begin with one of ten kinds of bullets.

    Why it matters:
        Lists without a word around them teach a model lists.

    How it decides:
        Lines end at line feeds; after white space one of • ‣ ▶ ◀ ◦ ■ □ ▪ ▫ – (signal list_line_share), above max_share
        (0.9).

    Example:
        • apples • pears • plums, a line each

    What to do:
        Look at a sample; drop the rows with clean.drop: [list-lines].

    Known false alarms:
        Recipes, tables of contents, dialogues written with dashes.

    Source:
        Weber et al. 2024, "RedPajama: an Open Dataset for Training Large Language Models", and its code
    """

    code = "QLT036"
    name = "list-lines"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("list_line_share",)
    metric = "quality.list_lines.share"
    evidence = (("highest", "list_line_share", "max"),)
    message = "{count} of {rows} texts begin more than {max_share} of their lines with a bullet"
    bounds = (Bound("list_line_share", ">", "max_share"),)
    options_class = ListLinesOptions
