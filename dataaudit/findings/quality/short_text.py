"""QLT001 short-text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.threshold_finding import Bound, BoundFinding, BoundOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTextOptions(BoundOptions):
    """Options of short-text."""

    __pydantic_config__ = SECTION

    min_chars: Annotated[int, Field(ge=0)] = 10
    """Fewest characters; shorter texts are flagged."""


class ShortText(BoundFinding[ShortTextOptions]):
    """Texts of only a few characters.

    What it finds:
        Rows whose text has fewer characters than min_chars.

    Why it matters:
        A text of a few characters is rarely an example of anything: a stray token, a broken line, an answer without its
        question.

    How it decides:
        The signal chars (Unicode code points) below min_chars (10). Rows without text are reported by empty-text.

    Example:
        "ok"

    What to do:
        Review a sample (dataaudit show RUN short-text), then drop the rows with clean.drop: [short-text]. Lower
        min_chars for chat and for Chinese.

    Known false alarms:
        Chat messages, search queries and class names, which are short by nature. Ten characters of Chinese can be a
        whole sentence.

    Source:
        common practice
    """

    code = "QLT001"
    name = "short-text"
    family = "quality"
    severity = "warning"
    by_preset = True
    reads = ("chars", "visible_chars")
    metric = "quality.short_text.share"
    evidence = (("shortest", "chars", "min"),)
    message = "{count} of {rows} texts {count:is|are} shorter than {min_chars} characters (shortest: {shortest})"
    bounds = (Bound("chars", "<", "min_chars"),)
    options_class = ShortTextOptions

    def judged(self) -> pl.Expr:
        """See ``RowFinding``; rows without a text are empty-text's."""
        return super().judged() & (pl.col("visible_chars") > 0).fill_null(value=False)
