"""QLT062 outlier."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class Outlier(RowFinding[RowOptions]):
    """Rows that are far from all others.

    What it finds:
        Rows whose nearest row, by embedding, is much farther away than is usual in this data.

    Why it matters:
        Such rows are other languages, failed extractions, test entries and spam, or the rare case that a model needs
        most.

    How it decides:
        The distance to the nearest row is more than three interquartile ranges above the upper quartile of all rows
        (signal nearest_similarity). Fewer than 100 texts yield no outliers. Of equal texts, only the first is judged.

    Example:
        A page of Base64 in a set of product reviews.

    What to do:
        Read them, sorted by nearest_similarity (dataaudit show RUN outlier), then drop them with clean.drop: [outlier].
        Keep rare topics that the model should know.

    Known false alarms:
        Short texts, whose embeddings depend on few words; rare topics that belong to the data.

    Source:
        Tukey 1977; cleanlab's kNN outliers
    """

    code = "QLT062"
    name = "outlier"
    family = "quality"
    severity = "info"
    reads = ("outlier",)
    metric = "quality.outliers.share"
    message = "{count} of {rows} rows {count:is|are} far from all other rows"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("outlier") == "alone"
