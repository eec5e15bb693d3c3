"""LBL002 nearly-conflicting-labels."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class NearlyConflictingLabels(RowFinding[RowOptions]):
    """Near-duplicates with different labels.

    What it finds:
        Rows that form a verified near-duplicate pair with a row that has another label.

    Why it matters:
        Two texts that differ in a word or a date rarely belong to two classes. One of the labels is probably wrong.

    How it decides:
        Different labels of the two texts of a pair with a Jaccard similarity of at least stages.minhash.threshold. Rows
        with identical texts are reported by conflicting-labels.

    Example:
        "WINNER!! Claim your prize now, call 09061701461" labelled spam, and the same text with another number labelled
        ham.

    What to do:
        Have the pairs relabelled, or drop all of them with clean.drop: [nearly-conflicting-labels]. Do not drop them
        where one word decides the class.

    Known false alarms:
        Texts in which the one differing word decides the class (negations, named entities); templates.

    Source:
        dataaudit
    """

    code = "LBL002"
    name = "nearly-conflicting-labels"
    family = "labels"
    severity = "warning"
    reads = ("_nearly_conflicting",)
    metric = "labels.nearly_conflicting.share"
    message = "{count} of {rows} rows {count:has|have} a near-duplicate with another label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_nearly_conflicting")
