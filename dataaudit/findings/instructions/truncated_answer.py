"""INS004 truncated-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class TruncatedAnswer(FlagFinding):
    """The answer is cut off.

    What it finds:
        Rows whose answer ends inside a code block, after a word that requires another, or in a long line of prose
        without final punctuation.

    Why it matters:
        The model that wrote the answer hit a token limit, and a model trained on it learns to stop halfway.

    How it decides:
        An unclosed ``` block; or, if an earlier sentence ended, a last line that ends with a comma or a word such as
        "and", or that has at least twelve words, no final punctuation, and is not a list item (signal
        answer_truncated).

    Example:
        "It was late. They came home and"

    What to do:
        Review a sample (dataaudit show RUN truncated-answer), then drop the rows with clean.drop: [truncated-answer].
        Keep answers that end with a name or an address.

    Known false alarms:
        Poems, names and addresses at the end, and languages without final punctuation.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS004"
    name = "truncated-answer"
    flag = "answer_truncated"
    reads = ("answer_truncated",)
    metric = "instructions.truncated_answer.share"
    message = "{count} of {rows} answers {count:is|are} cut off"
