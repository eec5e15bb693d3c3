"""PRF007 contrary-margin."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ContraryMargin(RowFinding[RowOptions]):
    """The scores say that the rejected answer is the better one.

    What it finds:
        Rows of preference data whose rejected answer has the higher score, in data whose chosen answers mostly have it.

    Why it matters:
        Either the sides were swapped or the scores are wrong; a loss that uses the margin pushes the wrong way.

    How it decides:
        The score of the chosen side less that of the rejected one (score_chosen and score_rejected and the like), or
        the margin that a column gives, is below 0 (signal margin). Where the first rows do not agree with a score, it
        may be a rank or a loss: it is not judged, and a note says so.

    Example:
        score_chosen: 4.0, score_rejected: 7.5

    What to do:
        Review a sample (dataaudit show RUN contrary-margin); drop the rows with clean.drop: [contrary-margin], or swap
        the sides where the score is the more reliable source.

    Known false alarms:
        Sides that people chose beside scores of a model that disagrees with them.

    Source:
        dataaudit; Cui et al. 2023, "UltraFeedback", whose overall scores had to be corrected
    """

    code = "PRF007"
    name = "contrary-margin"
    family = "preferences"
    severity = "warning"
    reads = ("margin",)
    metric = "preferences.contrary_margin.share"
    message = "{count} of {rows} rows {count:has|have} a higher score for the rejected answer"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("margin") < 0
