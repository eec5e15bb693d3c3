"""DUP004 loose-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class LooseDuplicate(RowFinding[RowOptions]):
    """Texts that differ from another in case and punctuation only.

    What it finds:
        Rows whose text equals another's once case is folded and punctuation removed, and which are no exact
        duplicates.

    Why it matters:
        They are usually one text that went through two pipelines; for many tasks they are duplicates.

    How it decides:
        Equal hash_loose where hash_text differs; the preferred row of each group is not counted.

    Example:
        "Free entry!" and "free entry"

    What to do:
        Drop them with clean.drop: [loose-duplicate] if case and punctuation mean nothing to your task. Near-duplicate
        detection drops most of them already.

    Known false alarms:
        Code, formulas and passwords, where case and punctuation are the meaning.

    Source:
        ours
    """

    code = "DUP004"
    name = "loose-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_loose_copy",)
    metric = "duplicates.loose.flagged_share"
    message = "{count} of {rows} rows differ from another in case and punctuation only"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_loose_copy")
