"""LBL001 conflicting-labels."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ConflictingLabels(RowFinding[RowOptions]):
    """The same text with different labels.

    What it finds:
        Rows whose text occurs with more than one label; rows without a label are not counted.

    Why it matters:
        At least one of the labels is wrong, or the text alone does not decide. Either way the model is punished
        whatever it answers, and a test set with such rows has a ceiling below 100 %.

    How it decides:
        More than one distinct label among the rows of equal hash_text.

    Example:
        "How far is it to Denver?" labelled NUM:dist and LOC:other.

    What to do:
        Have the rows labelled again. They all stay unless clean.across_labels is set or clean.drop names this
        finding, which drops every one of them.

    Known false alarms:
        Multi-label data written as one row a label.

    Source:
        Northcutt et al. 2021, "Pervasive Label Errors in Test Sets"; deepchecks conflicting_labels
    """

    code = "LBL001"
    name = "conflicting-labels"
    family = "labels"
    severity = "warning"
    reads = ("_conflicting",)
    metric = "labels.conflicting.share"
    message = "{count} of {rows} rows have a text that also occurs with another label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_conflicting")
