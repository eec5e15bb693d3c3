"""DUP004 loose-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class LooseDuplicate(RowFinding[RowOptions]):
    """Texts that differ from another only in case and punctuation.

    What it finds:
        Rows whose text equals another's after case folding and removal of punctuation, and that are not exact
        duplicates.

    Why it matters:
        They are usually one text that went through two pipelines. For many tasks they are duplicates.

    How it decides:
        Equal hash_loose where hash_text differs. The preferred row of each group is not counted.

    Example:
        "Free entry!" and "free entry"

    What to do:
        Drop them with clean.drop: [loose-duplicate] if case and punctuation do not matter for your task. Near-duplicate
        detection already drops most of them.

    Known false alarms:
        Code, formulas and passwords, where case and punctuation carry the meaning.

    Source:
        dataaudit
    """

    code = "DUP004"
    name = "loose-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_loose_copy",)
    metric = "duplicates.loose.flagged_share"
    message = "{count} of {rows} rows {count:differs|differ} from another row only in case and punctuation"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_loose_copy")
