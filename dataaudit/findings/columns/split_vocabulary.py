"""COL004 split-vocabulary."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.columns.column_finding import ColumnFinding, ColumnOptions


class SplitVocabulary(ColumnFinding[ColumnOptions]):
    """A split has none of the categories of another, or spells them differently.

    What it finds:
        Columns of categories of whose values in the largest split none occurs in some other split, or of which a value
        is written in one way in a split and in another way in another.

    Why it matters:
        Splits were exported with different words for the same thing ("yes" and "Y"), or drawn from different sources:
        what is learned from one does not hold in the other.

    How it decides:
        A column of words with at most 100 values, each of which occurs three times on average in every split; a split
        shares no value with the largest one (columns.parquet, apart). A column of one value in every split is the name
        of the split. Spelling differs where two splits share no way of writing a value that is the same without case,
        spaces and punctuation (spelled); the class is looked at as well.

    Example:
        train: "positive", "negative"; test: "pos", "neg", or "Positive", "Negative"

    What to do:
        Map the values onto one vocabulary, or draw the splits again from the same rows.

    Known false alarms:
        Splits by domain or by author on purpose.

    Source:
        common practice of data validation; schema and skew checks of TensorFlow Data Validation
    """

    code = "COL004"
    name = "split-vocabulary"
    severity = "warning"
    message = "some columns have other values, or another spelling, by split: {columns} rows by column"
    options_class = ColumnOptions

    def condition(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return pl.col("apart").fill_null(False) | pl.col("spelled").fill_null(False)

    def concerned(self) -> pl.Expr:
        """See ``ColumnFinding``."""
        return pl.col("rows")
