"""LBL003 label-issue."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class LabelIssue(RowFinding[RowOptions]):
    """Labels that a model which did not see the row finds unlikely.

    What it finds:
        Rows whose text another class explains better than the given one (signals label_suggested and
        label_issue_score).

    Why it matters:
        Wrong labels cap the score that a test set can show and teach a model mistakes.

    How it decides:
        A linear model on words, pairs of words and the text's vector gives every row a probability of
        every class, by cross-validation in which no copy or near copy of a row stands in its training
        part. Confident learning counts how many rows of each class probably belong to another, the noise
        rate brings that count down to what is noise, and those with the largest margin are taken.
        label_issue_score is the calibrated probability of the given label. In data where rows have any
        number of classes every class is a question of its own.

    Example:
        A message "Free entry in a weekly competition" labelled ham.

    What to do:
        Look at the rows with the lowest label_issue_score first; have them labelled again. clean.drop:
        [label-issue] drops them.

    Known false alarms:
        Rare but right examples, texts that the words do not decide, rows of a class with few examples. In
        hard tasks half of the rows found are right; the report tells the model's accuracy.

    Source:
        Northcutt, Jiang, Chuang 2021, Confident Learning
    """

    code = "LBL003"
    name = "label-issue"
    family = "labels"
    severity = "warning"
    reads = ("label_suggested", "label_issue_score")
    metric = "labels.issues.share"
    message = "{count} of {rows} rows more likely have another label than theirs"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return (pl.col("label_suggested") != pl.col("label")) & pl.col("label_issue_score").is_not_null()
