"""QLT066 classified-text."""

from __future__ import annotations

from typing import cast

import polars as pl

from dataaudit.findings.finding import Facts, Result, RowFinding, RowOptions, Severity


class ClassifiedText(RowFinding[RowOptions]):
    """Texts that the user's own classifiers flag.

    What it finds:
        Texts whose score under a model of stages.classifiers.models is beyond its threshold: one result a classifier,
        with the classifier's severity.

    Why it matters:
        What is toxic, educational, or of a topic, every project defines for itself; a model that was trained for it
        judges it better than a rule.

    How it decides:
        The score is the probability of the classifier's label, or what a model with one output estimates, over the
        first max_tokens tokens (signal classifier_NAME). A text is flagged from the threshold on, or, with
        flags: below, under it (signal classified; classifiers.parquet has the quantiles of every classifier).

    Example:
        The classifier toxicity gives a comment 0.97, and its threshold is 0.8.

    What to do:
        Look at the texts, move the threshold (stages.classifiers.thresholds) until it cuts where you would, then drop
        them with clean.drop: [classified-text].

    Known false alarms:
        Whatever the model gets wrong: languages and domains that it was not trained on, quotations, and texts of which
        only the begin is read.

    Source:
        common practice (FineWeb-Edu, Dolma's toxicity taggers)
    """

    code = "QLT066"
    name = "classified-text"
    family = "quality"
    severity = "warning"
    reads = ("classified", "classifiers")
    metric = "quality.classified.share"
    message = (
        "{classifier} flags {count} of {rows} texts: their score of {label} is {flags} {threshold} (median {median})"
    )

    def columns(self) -> set[str]:
        """See ``RowFinding``."""
        return super().columns() - {"classifiers"}

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("classified").list.len() > 0

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``; a classifier's severity holds whatever the share."""
        flagged = facts.flagged[self.code]
        if not flagged.count:
            return []
        found = []
        for one in facts.tables["classifiers"].filter(pl.col("flagged") > 0).iter_rows(named=True):
            told = {"classifier": one["classifier"], "label": one["label"] or one["classifier"]}
            told |= {name: one[name] for name in ("flags", "threshold", "median")}
            found.append(
                self.result(
                    count=one["flagged"],
                    share=one["flagged"] / facts.rows,
                    evidence={**flagged.evidence, **told},
                    row_ids=tuple(one["furthest"]),
                    severity=cast("Severity", one["severity"]),
                )
            )
        return found
