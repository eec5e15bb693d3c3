"""LBL001 conflicting-labels."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ConflictingLabels(RowFinding[RowOptions]):
    """The same text with different labels.

    What it finds:
        Rows whose text occurs with more than one label. Rows without a label are not counted.

    Why it matters:
        Either at least one label is wrong, or the text alone does not determine the label. In both cases the model is
        penalised for any answer, and a test set with such rows cannot be solved to 100%.

    How it decides:
        More than one distinct label among the rows with equal hash_text.

    Example:
        "How far is it to Denver?" labelled NUM:dist and LOC:other.

    What to do:
        Have the rows relabelled. They are all kept unless clean.across_labels is set, or clean.drop:
        [conflicting-labels] drops all of them. Do not drop multi-label data with one row per label.

    Known false alarms:
        Multi-label data with one row per label.

    Source:
        Northcutt et al. 2021, "Pervasive Label Errors in Test Sets"; deepchecks conflicting_labels
    """

    code = "LBL001"
    name = "conflicting-labels"
    family = "labels"
    severity = "warning"
    reads = ("_conflicting",)
    metric = "labels.conflicting.share"
    message = "{count} of {rows} rows {count:has|have} a text that also occurs with another label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_conflicting")
