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
    """Largest share of lines that start with a bullet; texts above it are flagged."""


class ListLines(BoundFinding[ListLinesOptions]):
    """Nearly every line starts with a bullet.

    What it finds:
        Rows in which more than max_share of the lines start with one of ten bullet characters.

    Why it matters:
        Lists without surrounding prose teach a model only to write lists.

    How it decides:
        Lines end at line feeds. Counted are those whose first character after white space is one of • ‣ ▶ ◀ ◦ ■ □ ▪ ▫ –
        (signal list_line_share), above max_share (0.9).

    Example:
        • apples • pears • plums, one per line

    What to do:
        Review a sample (dataaudit show RUN list-lines), then drop the rows with clean.drop: [list-lines]. Keep them if
        lists are part of the task.

    Known false alarms:
        Recipes, tables of contents, and dialogues written with dashes.

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
    message = (
        "{count} of {rows} texts {count:starts|start} more than {max_share:%} of lines with a bullet (highest: "
        "{highest:%})"
    )
    bounds = (Bound("list_line_share", ">", "max_share"),)
    options_class = ListLinesOptions
