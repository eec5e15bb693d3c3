"""QLT063 far-group."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class FarGroup(RowFinding[RowOptions]):
    """Rows in a small group that lies far from all others.

    What it finds:
        Rows that have a near neighbour, and whose tenth nearest row is far beyond what is usual in this
        data.

    Why it matters:
        A handful of rows from another source (a log file, a form letter, one user's spam) hides from a
        search for single outliers.

    How it decides:
        The nearest row has a cosine of 0.8 or more and the distance to the tenth nearest is more than
        three quartile distances above the upper quartile (signal far_similarity).

    Example:
        Six copies of a cookie notice, each with another shop's name, among news reports.

    What to do:
        Look at their files and topics; drop them with clean.drop: [far-group] or fix the source.

    Known false alarms:
        Small topics that belong to the data.

    Source:
        Tukey 1977
    """

    code = "QLT063"
    name = "far-group"
    family = "quality"
    severity = "info"
    reads = ("outlier",)
    metric = "quality.far_groups.share"
    message = "{count} of {rows} rows lie in small groups far from all others"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("outlier") == "small group"
