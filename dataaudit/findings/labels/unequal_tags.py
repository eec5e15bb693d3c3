"""LBL007 unequal-tags."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class UnequalTags(RowFinding[RowOptions]):
    """A row has more or fewer tags than tokens.

    What it finds:
        Rows of token classification with a list of tags that is longer or shorter than the list of tokens.

    Why it matters:
        From the first missing tag on, every tag belongs to another token; most loaders fail, some cut silently.

    How it decides:
        Lengths of both lists, for every column of tags (signal tags_unequal).

    Example:
        tokens: ["Ada", "wrote"], tags: ["B-PER"]

    What to do:
        Drop the rows with clean.drop: [unequal-tags], or find the step that split a token or lost a tag.

    Known false alarms:
        Tags of a part of the tokens on purpose.

    Source:
        common defects of token classification data
    """

    code = "LBL007"
    name = "unequal-tags"
    family = "labels"
    severity = "error"
    reads = ("tags_unequal",)
    metric = "labels.unequal_tags.share"
    message = "{count} of {rows} rows {count:has|have} another number of tags than of tokens"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("tags_unequal") > 0
