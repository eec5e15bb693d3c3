"""QLT062 outlier."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class Outlier(RowFinding[RowOptions]):
    """Rows that lie far from all others.

    What it finds:
        Rows whose nearest row, by vector, is far: far beyond what is usual in this data.

    Why it matters:
        Such rows are other languages, broken extractions, test entries and spam, or the rare case that a
        model needs most.

    How it decides:
        The distance to the nearest row is more than three quartile distances above the upper quartile of
        all rows (signal nearest_similarity); fewer than a hundred texts give no outliers. Of equal texts
        only the first is judged.

    Example:
        A page of Base64 among product reviews.

    What to do:
        Read them, sorted by nearest_similarity. clean.drop: [outlier] drops them.

    Known false alarms:
        Short texts, whose vectors are made of few words; rare topics that are meant to be there.

    Source:
        Tukey 1977; cleanlab's kNN outliers
    """

    code = "QLT062"
    name = "outlier"
    family = "quality"
    severity = "info"
    reads = ("outlier",)
    metric = "quality.outliers.share"
    message = "{count} of {rows} rows lie far from all others"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("outlier") == "alone"
