"""DUP008 unread-difference."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class UnreadDifference(RowFinding[RowOptions]):
    """Rows that were dropped although they differ in a column that was not compared.

    What it finds:
        Rows dropped as duplicates that hold something else than the row that stays, in a column of free text, lists or
        objects that neither the text nor the shape of the rows declares.

    Why it matters:
        If that column is what a row is about, good rows are lost: the same question about another passage, the same
        caption of another picture.

    How it decides:
        Digests of up to eight such columns are compared between every dropped row and the row that stays. The column
        and its rows are named.

    Example:
        question and answer are equal, notes differs: 'notes' (12 rows).

    What to do:
        Where the column matters, name it in input.compare; where it does not, in input.ignore.

    Known false alarms:
        Metadata: scores, sources and histories of crawls kept in an object.

    Source:
        dataaudit
    """

    code = "DUP008"
    name = "unread-difference"
    family = "duplicates"
    severity = "warning"
    reads = ("_unread_difference",)
    metric = "duplicates.unread_difference.share"
    message = (
        "{count} of {rows} rows {count:was|were} dropped and {count:differs|differ} in what was not compared: {columns}"
    )

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_unread_difference")
