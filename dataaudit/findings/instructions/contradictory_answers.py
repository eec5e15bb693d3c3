"""INS008 contradictory-answers."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class ContradictoryAnswers(RowFinding[RowOptions]):
    """One prompt with several answers.

    What it finds:
        Rows whose prompt, ignoring case, punctuation, articles and polite words, also occurs in another row with a
        different answer.

    Why it matters:
        If one answer is right, the other is wrong. If both are right, the loss pulls in both directions.

    How it decides:
        Prompts are compared without case, punctuation, white space, articles and words such as "please" in several
        European languages (请 at the beginning in Chinese). Brief answers must agree in their numbers, or else in their
        words but for a frame such as "It is", others word for word (signals hash_asked, hash_key); near-duplicates
        agree. All rows with such a prompt are flagged. Of questions with choices and prompts with a reference, keys of
        at most 200 characters are the answers, and at most four of them for one prompt: more are drawn by design. Rows
        that differ in a column of texts, lists or objects that is not read are not compared, and rows with a column
        that tells several answers apart (sample_idx, model, reward) are not judged.

    Example:
        "What is the capital of Australia?" with "Canberra" and "Sydney"

    What to do:
        Review a sample (dataaudit show RUN contradictory-answers), then drop the rows with clean.drop:
        [contradictory-answers]; this drops every answer. Keep open tasks and intended samples.

    Known false alarms:
        Open tasks that begin with other words ("How would you greet a neighbour?"), and several answers sampled on
        purpose.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS008"
    name = "contradictory-answers"
    family = "instructions"
    severity = "warning"
    reads = ("_contradictory",)
    metric = "instructions.contradictory_answers.share"
    message = "{count} of {rows} rows {count:has|have} the same prompt as another row but a different answer"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_contradictory")
