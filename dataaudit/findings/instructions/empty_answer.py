"""INS001 empty-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class EmptyAnswer(FlagFinding):
    """The answer is empty.

    What it finds:
        Rows with an answer that is missing or contains only white space.

    Why it matters:
        A model learns to stop immediately.

    How it decides:
        A turn of the assistant, without surrounding white space, is empty (signal answer_empty). Turns that call a tool
        and turns that the row excludes from training (a weight of 0) do not count.

    Example:
        instruction: "Name a colour.", output: ""

    What to do:
        Review a sample (dataaudit show RUN empty-answer), then drop the rows with clean.drop: [empty-answer]. Keep them
        if you use only the prompts.

    Known false alarms:
        Rows kept only for their prompts, and labels that are the empty string.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS001"
    name = "empty-answer"
    flag = "answer_empty"
    reads = ("answer_empty",)
    metric = "instructions.empty_answer.share"
    message = "{count} of {rows} rows {count:has|have} an empty answer"
