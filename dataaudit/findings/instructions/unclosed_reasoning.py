"""INS013 unclosed-reasoning."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class UnclosedReasoning(FlagFinding):
    """An answer begins to reason and never answers.

    What it finds:
        Rows whose last answer opens a reasoning tag (<think>, <reasoning>, <|begin_of_thought|> and the like) that is
        not closed.

    Why it matters:
        The trace was cut off, mostly at a token limit: a model learns to think without an end, and a template that
        hides reasoning hides the whole answer.

    How it decides:
        After the last opening tag neither its closing tag nor <answer> occurs (signal reasoning_unclosed).

    Example:
        "<think>First I add the two numbers, then"

    What to do:
        Drop the rows with clean.drop: [unclosed-reasoning], or generate them again with a larger limit.

    Known false alarms:
        Texts that write about such tags, and templates that close the tag themselves.

    Source:
        dataaudit; traces of reasoning models
    """

    code = "INS013"
    name = "unclosed-reasoning"
    flag = "reasoning_unclosed"
    reads = ("reasoning_unclosed",)
    metric = "instructions.unclosed_reasoning.share"
    message = "{count} of {rows} answers {count:begins|begin} to reason and {count:does|do} not end it"
