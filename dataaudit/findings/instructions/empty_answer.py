"""INS001 empty-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class EmptyAnswer(FlagFinding):
    """The answer is empty.

    What it finds:
        Rows whose last answer holds nothing but white space, or that have none.

    Why it matters:
        A model learns to end at once.

    How it decides:
        The last turn of the assistant without white space around it (signal answer_empty).

    Example:
        instruction: "Name a colour.", output: ""

    What to do:
        Read a sample; drop the rows with clean.drop: [empty-answer].

    Known false alarms:
        Rows kept for their prompts alone; labels that are the empty string.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS001"
    name = "empty-answer"
    flag = "answer_empty"
    reads = ("answer_empty",)
    metric = "instructions.empty_answer.share"
    message = "{count} of {rows} rows have an empty answer"
