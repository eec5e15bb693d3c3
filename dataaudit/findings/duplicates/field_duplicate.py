"""DUP005 field-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class FieldDuplicate(RowFinding[RowOptions]):
    """Rows that repeat a declared field of another row, such as the prompt.

    What it finds:
        Rows in which one of the fields of input.fields equals that of another row.

    Why it matters:
        One prompt with several answers teaches contradictions, and one answer to many prompts teaches evasion. The
        whole texts of such rows differ, so other duplicate checks do not find them.

    How it decides:
        Equal hash_field_<field> after text normalisation (NFC, white space collapsed). The first row of each group is
        not counted. The rate of each field is the metric duplicates.fields.<field>.rate.

    Example:
        input.fields: {answer: "{output}"}, and 27 rows whose output is empty.

    What to do:
        Review the rows (dataaudit show RUN field-duplicate), then drop them with clean.drop: [field-duplicate] if the
        field should be unique. Do not drop them for labels or multiple-choice answers.

    Known false alarms:
        Multiple-choice answers, labels, and other fields with few values.

    Source:
        dataaudit; known defects of the Alpaca data
    """

    code = "DUP005"
    name = "field-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_field_copy",)
    metric = "duplicates.fields.flagged_share"
    message = "{count} of {rows} rows {count:repeats|repeat} a declared field of another row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_field_copy")
