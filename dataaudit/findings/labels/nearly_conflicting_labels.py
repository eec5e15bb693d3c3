"""LBL002 nearly-conflicting-labels."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class NearlyConflictingLabels(RowFinding[RowOptions]):
    """Near-duplicates with different labels.

    What it finds:
        Rows that form a verified near-duplicate pair with a row of another label.

    Why it matters:
        Two texts that differ in a word or a date seldom belong to two classes; one of the labels is
        probably wrong.

    How it decides:
        Labels of the two texts of a pair with a Jaccard similarity of at least stages.minhash.threshold.
        Rows of the very same text are told by conflicting-labels.

    Example:
        "WINNER!! Claim your prize now, call 09061701461" labelled spam, and the same with another number
        labelled ham.

    What to do:
        Have the pairs labelled again; clean.drop: [nearly-conflicting-labels] drops all of them.

    Known false alarms:
        Texts whose one differing word decides the class (negations, named entities); templates.

    Source:
        ours
    """

    code = "LBL002"
    name = "nearly-conflicting-labels"
    family = "labels"
    severity = "warning"
    reads = ("_nearly_conflicting",)
    metric = "labels.nearly_conflicting.share"
    message = "{count} of {rows} rows have a near-duplicate with another label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_nearly_conflicting")
