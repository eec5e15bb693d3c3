"""QLT003 repeated-character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedCharacterOptions(BoundOptions):
    """Options of repeated-character."""

    __pydantic_config__ = SECTION

    min_run: Annotated[int, Field(ge=2)] = 10
    """Shortest run that is flagged, in characters."""
    spaces: bool = True
    """Whether white space inside a line counts."""


class RepeatedCharacter(BoundFinding[RepeatedCharacterOptions]):
    """One character many times in a row.

    What it finds:
        Rows in which one character occurs min_run times or more in a row.

    Why it matters:
        Long runs come from ruled lines, from a stuck key, or from a decoder stuck in a loop.

    How it decides:
        The signals longest_character_run (visible characters) and longest_space_run (white space inside a line) at or
        above min_run (10). With spaces: false, white space is not counted.

    Example:
        "aaaaaaaaaaaaaaaa" or a line of dashes

    What to do:
        Review a sample (dataaudit show RUN repeated-character), then normalise rules and padding upstream, or drop the
        rows with clean.drop: [repeated-character]. Raise min_run for tables and code.

    Known false alarms:
        Tables and code that use spaces or dashes for layout, and expressive chat ("nooooooooooo").

    Source:
        common practice
    """

    code = "QLT003"
    name = "repeated-character"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("longest_character_run", "longest_space_run")
    metric = "quality.repeated_character.share"
    evidence = (("longest", "longest_character_run", "max"), ("longest_spaces", "longest_space_run", "max"))
    message = (
        "{count} of {rows} texts {count:repeats|repeat} one character at least {min_run} times in a row (longest "
        "run: {longest}; of spaces: {longest_spaces})"
    )
    bounds = (Bound("longest_character_run", ">=", "min_run"),)
    options_class = RepeatedCharacterOptions

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        found = super().condition()
        if self.options.spaces:
            found |= pl.col("longest_space_run") >= self.options.min_run
        return found
