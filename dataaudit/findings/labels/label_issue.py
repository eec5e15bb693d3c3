"""LBL003 label-issue."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class LabelIssue(RowFinding[RowOptions]):
    """Labels that a model considers unlikely without having seen the row.

    What it finds:
        Rows whose text fits another class better than the given one (signals label_suggested and label_issue_score).

    Why it matters:
        Wrong labels limit the score that a test set can show, and teach a model mistakes.

    How it decides:
        A linear model on words, word pairs and the text's embedding gives every row a probability for every class, by
        cross-validation in which no copy or near copy of a row is in its training part. Confident learning counts how
        many rows of each class probably belong to another, the estimated noise rate corrects that count, and the rows
        with the largest margin are flagged. label_issue_score is the calibrated probability of the given label. In
        multi-label data, every class is judged separately.

    Example:
        A message "Free entry in a weekly competition" labelled ham.

    What to do:
        Review the rows with the lowest label_issue_score first (dataaudit show RUN label-issue) and have them
        relabelled, or drop them with clean.drop: [label-issue]. Do not drop them from small classes without review.

    Known false alarms:
        Rare but correct examples, texts whose words do not decide the label, and rows of small classes. In hard tasks,
        half of the flagged rows are correct; the report shows the model's accuracy.

    Source:
        Northcutt, Jiang, Chuang 2021, Confident Learning
    """

    code = "LBL003"
    name = "label-issue"
    family = "labels"
    severity = "warning"
    reads = ("label_suggested", "label_issue_score")
    metric = "labels.issues.share"
    message = "{count} of {rows} rows probably {count:has|have} a wrong label"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return (pl.col("label_suggested") != pl.col("label")) & pl.col("label_issue_score").is_not_null()

    def worst(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("label_issue_score")
