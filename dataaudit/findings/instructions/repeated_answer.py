"""INS009 repeated-answer."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class RepeatedAnswer(RowFinding[RowOptions]):
    """An answer that an earlier row gave.

    What it finds:
        Rows whose answer, without white space around it, is that of an earlier row.

    Why it matters:
        Answers that fit every prompt say little about any; copies weigh more than anybody decided.

    How it decides:
        Equality of the last answer (signal hash_answer); the first row of each stays unfound, empty answers count as
        one.

    Example:
        "I don't know." under a hundred prompts

    What to do:
        Read a sample; drop the rows with clean.drop: [repeated-answer].

    Known false alarms:
        Classification and other tasks with few answers: set tolerated_share.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS009"
    name = "repeated-answer"
    family = "instructions"
    severity = "warning"
    reads = ("_repeated_answer",)
    metric = "instructions.repeated_answer.share"
    message = "{count} of {rows} rows repeat the answer of an earlier row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_repeated_answer")
