"""INS016 dropped-turns."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class DroppedTurns(RowFinding[RowOptions]):
    """The tokenizer's chat template leaves out what the row says.

    What it finds:
        Rows of which the chat template does not write the words of some role, or does not show the tools that they
        declare.

    Why it matters:
        The model never sees what was left out: an answer refers to a system prompt, a result or a tool that is not
        there.

    How it decides:
        The row is written with the template of stages.tokens.tokenizer; the last words of every message must be in
        what it wrote, and the template must read tools where the row has a column of them (signal template_drops names
        the roles). Judged only where the tokenizer has a template.

    Example:
        a row with a system prompt, and a template that reads user and assistant

    What to do:
        Use a template that knows these roles, move a system prompt into the first turn of the user, or train without
        the rows: clean.drop: [dropped-turns].

    Known false alarms:
        Templates that write a message in another form, such as JSON with other escapes.

    Source:
        dataaudit; chat templates of transformers
    """

    code = "INS016"
    name = "dropped-turns"
    family = "instructions"
    severity = "warning"
    reads = ("template_drops",)
    metric = "instructions.dropped_turns.share"
    message = "{count} of {rows} rows {count:has|have} turns or tools that the chat template leaves out"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("template_drops").is_not_null()
