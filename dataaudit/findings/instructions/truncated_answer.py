"""INS004 truncated-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class TruncatedAnswer(FlagFinding):
    """The answer breaks off.

    What it finds:
        Rows whose answer ends inside a block of code, behind a word that goes on, or in a long line of prose without an
        end.

    Why it matters:
        A token limit of the model that wrote it: a model learns to stop in the middle.

    How it decides:
        An open ``` block; or, where a sentence ended before, a last line that ends with a comma or a word like "and",
        or of twelve words or more without a final mark that is no item of a list (signal answer_truncated).

    Example:
        "It was late. They came home and"

    What to do:
        Read a sample; drop the rows with clean.drop: [truncated-answer].

    Known false alarms:
        Poems, names and addresses at the end, languages without final marks.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS004"
    name = "truncated-answer"
    flag = "answer_truncated"
    reads = ("answer_truncated",)
    metric = "instructions.truncated_answer.share"
    message = "{count} of {rows} answers break off"
