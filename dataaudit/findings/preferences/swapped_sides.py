"""PRF006 swapped-sides."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class SwappedSides(RowFinding[RowOptions]):
    """The same two answers are preferred both ways.

    What it finds:
        Rows of preference data whose chosen answer another row with the same prompt rejects, for the answer that this
        row rejects.

    Why it matters:
        The two rows cancel out: at best nothing is learned from them, at worst one of them is a wrong label.

    How it decides:
        Prompts are compared without case, punctuation, articles and words of politeness, with the system's words and
        what belongs to the row; both answers without surrounding white space.

    Example:
        A preferred to B in one row, and B to A in another.

    What to do:
        Keep the side that most raters chose; where there is none, drop both rows with clean.drop: [swapped-sides].

    Known false alarms:
        Every rater's own vote as a row, which keeps disagreement on purpose.

    Source:
        dataaudit; disagreement among raters of public preference sets
    """

    code = "PRF006"
    name = "swapped-sides"
    family = "preferences"
    severity = "warning"
    reads = ("_swapped_sides",)
    metric = "preferences.swapped_sides.share"
    message = "{count} of {rows} rows {count:prefers|prefer} an answer to one that another row prefers to it"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_swapped_sides")
