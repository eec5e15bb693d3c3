"""CLS003 missing-class."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.classes.imbalance import splits_of
from dataaudit.findings.finding import Facts, Finding, Options, Result, Severity


class MissingClass(Finding[Options]):
    """A class that occurs in one split but not in another.

    What it finds:
        For every split, the classes that occur in another split but not in this one.

    Why it matters:
        A class without training rows cannot be learned; a class without evaluation rows is not measured.

    How it decides:
        Labels of all splits minus the labels of each. A class missing from training is a warning; a class missing only
        from evaluation is info.

    Example:
        The test split has a class "refund", and the training split does not.

    What to do:
        Split again by class (stratified), or remove the class from the task. For zero-shot evaluation, turn the finding
        off with findings.missing-class: false.

    Known false alarms:
        Zero-shot evaluation, where unseen classes are intended.

    Source:
        dataaudit
    """

    code = "CLS003"
    name = "missing-class"
    family = "classes"
    severity = "warning"
    subject = "split"
    reads = ("classes",)
    message = "split {split} lacks {count} {count:class|classes} that other splits have (for example {example})"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        classes = facts.tables["classes"]
        results = []
        everywhere = set(classes.filter(pl.col("split").is_not_null())["label"].to_list())
        for split in splits_of(classes):
            here = set(classes.filter(pl.col("split") == split)["label"].to_list())
            missing = sorted(everywhere - here)
            if not here or not missing:
                continue
            evidence = {"split": split, "example": missing[0], "missing": missing[:20], "present": len(here)}
            severity: Severity = "warning" if split == "train" else "info"
            results.append(self.result(count=len(missing), evidence=evidence, severity=severity))
        return results
