"""DUP005 field-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class FieldDuplicate(RowFinding[RowOptions]):
    """Rows that repeat another row in a declared part, such as the prompt alone.

    What it finds:
        Rows in which one of the texts of input.fields equals that of another row.

    Why it matters:
        Instruction data with one prompt and several answers, or one answer to many prompts, teaches contradictions or
        an evasive answer; the whole text of such rows differs, so other duplicate checks stay silent.

    How it decides:
        Equal hash_field_<field> at the text level (NFC, white space collapsed). The first row of each group is not
        counted. The rate of each field is the metric duplicates.fields.<field>.rate.

    Example:
        input.fields: {answer: "{output}"}, and 27 rows whose output is empty.

    What to do:
        Look at the groups; drop them with clean.drop: [field-duplicate] where the field should be unique.

    Known false alarms:
        Multiple-choice answers, labels and other fields with few values.

    Source:
        ours; known defects of the Alpaca data
    """

    code = "DUP005"
    name = "field-duplicate"
    family = "duplicates"
    severity = "info"
    reads = ("_field_copy",)
    metric = "duplicates.fields.flagged_share"
    message = "{count} of {rows} rows repeat another row in a declared field"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_field_copy")
