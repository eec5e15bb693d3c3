"""CLS002 missing-label."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class MissingLabel(RowFinding[RowOptions]):
    """Rows without a label in labelled data.

    What it finds:
        Rows whose label is null, missing or empty, in a run with a label column.

    Why it matters:
        Trainers silently read a missing label as class 0, as an error, or as a separate class.

    How it decides:
        The signal label is null.

    Example:
        {"text": "See you", "label": ""}

    What to do:
        Label the rows, or drop them with clean.drop: [missing-label]. Keep them for semi-supervised training.

    Known false alarms:
        Semi-supervised data, where unlabelled rows are intended.

    Source:
        dataaudit
    """

    code = "CLS002"
    name = "missing-label"
    family = "classes"
    severity = "warning"
    reads = ("label", "classes")
    metric = "classes.missing_label.share"
    message = "{count} of {rows} rows {count:has|have} no label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("label").is_null()
