"""INS008 contradictory-answers."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ContradictoryAnswers(RowFinding[RowOptions]):
    """One prompt, several answers.

    What it finds:
        Rows whose prompt, without case, punctuation, articles and words of politeness, another row has with another
        answer.

    Why it matters:
        Where one answer is right the other is wrong; where both are, a loss pulls both ways.

    How it decides:
        Prompts are compared without case, punctuation, white space, articles and words like "please" of some European
        languages (请 at the beginning in Chinese), answers without white space around them (signals hash_prompt,
        hash_answer). All rows of such a prompt are found.

    Example:
        "What is the capital of Australia?" with "Canberra" and "Sydney"

    What to do:
        Read a sample; drop the rows with clean.drop: [contradictory-answers].

    Known false alarms:
        Open tasks ("Tell me a joke"), several sampled answers on purpose.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS008"
    name = "contradictory-answers"
    family = "instructions"
    severity = "warning"
    reads = ("_contradictory",)
    metric = "instructions.contradictory_answers.share"
    message = "{count} of {rows} rows share their prompt with a row of another answer"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_contradictory")
