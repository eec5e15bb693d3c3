"""CLS004 single-member-class."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts, Finding, Options, Result, Severity


class SingleMemberClass(Finding[Options]):
    """Classes with a single row.

    What it finds:
        Classes with exactly one row, over all rows and in each split.

    Why it matters:
        Such a class cannot be split into training and evaluation, breaks stratified sampling, and is often a misspelled
        label.

    How it decides:
        Labels that occur once.

    Example:
        Labels spam, ham and "spam ." (which occurs once).

    What to do:
        Correct the label, merge the class into another, or drop it. If the column does not hold classes at all, set
        input.label to the one that does.

    Known false alarms:
        Few-shot data with one example per class by design, and columns that do not hold classes.

    Source:
        dataaudit
    """

    code = "CLS004"
    name = "single-member-class"
    family = "classes"
    severity = "warning"
    subject = "class"
    reads = ("classes",)
    message = "{where}: {count} of {classes} classes {count:has|have} a single row (for example {example})"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        results = []
        for (split,), part in facts.tables["classes"].group_by("split", maintain_order=True):
            single = sorted(part.filter(pl.col("rows") == 1)["label"].to_list())
            if not single:
                continue
            evidence = {
                "where": f"split {split}" if split else "all rows",
                "classes": part.height,
                "example": single[0],
                "single": single[:20],
            }
            subject = "split" if split else self.subject
            share = len(single) / facts.rows
            severity: Severity | None = "info" if split and split != "train" else None
            results.append(
                self.result(count=len(single), share=share, evidence=evidence, subject=subject, severity=severity)
            )
        return results
