"""QLT063 far-group."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class FarGroup(RowFinding[RowOptions]):
    """Rows in a small group that is far from all others.

    What it finds:
        Rows that have a near neighbour, but whose tenth nearest row is much farther away than is usual in this data.

    Why it matters:
        A handful of rows from another source (a log file, a form letter, one user's spam) escapes a search for single
        outliers.

    How it decides:
        The cosine with the nearest row is at least 0.8, and the distance to the tenth nearest row is more than three
        interquartile ranges above the upper quartile (signal far_similarity).

    Example:
        Six copies of a cookie notice, each with another shop's name, among news reports.

    What to do:
        Review their files and topics (dataaudit show RUN far-group), then fix the source or drop the rows with
        clean.drop: [far-group]. Keep them if the group is a topic of the data.

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
    message = "{count} of {rows} rows {count:belongs|belong} to a small group far from all other rows"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("outlier") == "small group"
