"""INS007 missing-input."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class MissingInput(FlagFinding):
    """The prompt refers to an input that is missing.

    What it finds:
        Rows whose input says that there is none, or whose answer asks for the text that the prompt refers to.

    Why it matters:
        The answer is about nothing, or it invents what it should have read.

    How it decides:
        An input such as "noinput" or "n/a"; or a prompt that refers to a given text, code, image or the like without an
        input, and an answer that asks for it or says that it is missing (signal input_missing).

    Example:
        instruction: "Summarise the article.", input: "<noinput>"

    What to do:
        Review a sample (dataaudit show RUN missing-input), then drop the rows with clean.drop: [missing-input]. Keep
        conversations in which asking back is right.

    Known false alarms:
        Conversations in which asking back is the right answer.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS007"
    name = "missing-input"
    flag = "input_missing"
    reads = ("input_missing",)
    metric = "instructions.missing_input.share"
    message = "{count} of {rows} rows {count:refers|refer} to an input that is missing"
