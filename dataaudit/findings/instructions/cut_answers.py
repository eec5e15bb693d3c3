"""INS017 cut-answers."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class CutAnswers(RowFinding[RowOptions]):
    """Answers stop at one length, without an end.

    What it finds:
        Rows whose last answer has no end and the length at which many others stop as well.

    Why it matters:
        The model that wrote them had a limit of tokens: what is trained on them learns to stop in the middle, and the
        longest answers, on the hardest questions, are the ones that were cut.

    How it decides:
        At least six answers without an end (no mark of punctuation, no code, no symbol) have one length in tokens,
        words or characters, or are in a narrow range of tokens; answers there are open at least three times as often as
        shorter ones, and hardly any are longer (answer_limit.parquet; signal answer_cut). It knows a limit from many
        rows; truncated-answer judges every row by its own last words.

    Example:
        nine of forty answers stop in the middle of a sentence at 128 tokens, and none is longer

    What to do:
        Write them again with a higher limit, or drop the rows with clean.drop: [cut-answers].

    Known false alarms:
        Texts of one length that end without punctuation on purpose, such as titles of a set number of characters.

    Source:
        dataaudit; max_new_tokens of generation, a common defect of distilled data
    """

    code = "INS017"
    name = "cut-answers"
    family = "instructions"
    severity = "warning"
    reads = ("answer_cut",)
    metric = "instructions.cut_answers.share"
    message = "{count} of {rows} answers {count:stops|stop} at one length without an end"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("answer_cut")
