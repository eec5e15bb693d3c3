"""INS009 repeated-answer."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class RepeatedAnswer(RowFinding[RowOptions]):
    """The answer of an earlier row.

    What it finds:
        Rows whose answer, without surrounding white space, equals that of an earlier row.

    Why it matters:
        An answer that fits every prompt says little about any of them, and copies gain weight that nobody intended.

    How it decides:
        Equality of the last answer (signal hash_answer). The first row with an answer is not flagged; all empty answers
        count as equal.

    Example:
        "I don't know." as the answer to a hundred prompts

    What to do:
        Review a sample (dataaudit show RUN repeated-answer), then drop the rows with clean.drop: [repeated-answer]. For
        tasks with few possible answers, raise findings.repeated-answer.tolerated_share instead.

    Known false alarms:
        Classification and other tasks with few possible answers.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS009"
    name = "repeated-answer"
    family = "instructions"
    severity = "warning"
    reads = ("_repeated_answer",)
    metric = "instructions.repeated_answer.share"
    message = "{count} of {rows} rows {count:repeats|repeat} the answer of an earlier row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_repeated_answer")
