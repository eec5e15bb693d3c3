"""SCH005 split-types."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.columns.column_finding import SHOWN, ColumnOptions
from dataaudit.findings.finding import Facts, Finding, Result


class SplitTypes(Finding[ColumnOptions]):
    """A column holds one type in a split and another type in another.

    What it finds:
        Columns of which two splits share no type: numbers and texts, lists and texts, objects and texts.

    Why it matters:
        Code that was written on the training split fails on the others, or compares 1 with "1" and scores zero.

    How it decides:
        The types of all values, by the split that a file's name gives; whole and decimal numbers are one type, nulls
        say nothing, lists are compared by their items. Formats without types (CSV, text) are left out, and so are
        splits that a column names.

    Example:
        train.jsonl: "label": 1; test.jsonl: "label": "1"

    What to do:
        Write the column with one type in every split.

    Known false alarms:
        Splits of two tasks that share the name of a column.

    Source:
        common practice of data validation; load errors of datasets with several files
    """

    code = "SCH005"
    name = "split-types"
    family = "reading"
    severity = "warning"
    subject = "dataset"
    reads = ("notes",)
    message = "{count} {count:column holds|columns hold} other types by split: {columns}"
    options_class = ColumnOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        told = facts.tables["notes"].filter(
            pl.col("code") == self.code, ~pl.col("place").is_in(list(self.options.ignore))
        )
        if not told.height:
            return []
        named = [f"'{column}' ({types})" for column, types in told.select("place", "message").iter_rows()]
        more = [f"{len(named) - SHOWN} more"] if len(named) > SHOWN else []
        return [self.result(count=told.height, share=None, evidence={"columns": "; ".join(named[:SHOWN] + more)})]
