"""INS007 missing-input."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class MissingInput(FlagFinding):
    """What the prompt speaks of is not there.

    What it finds:
        Rows whose input says in words that there is none, or whose answer asks for the text that the prompt speaks of.

    Why it matters:
        The answer is about nothing, or invents what it should have read.

    How it decides:
        An input like "noinput" or "n/a"; or a prompt that names a given text, code, image or the like, no input, and an
        answer that asks for it or says that it is missing (signal input_missing).

    Example:
        instruction: "Summarise the article.", input: "<noinput>"

    What to do:
        Read a sample; drop the rows with clean.drop: [missing-input].

    Known false alarms:
        Conversations in which asking back is right.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS007"
    name = "missing-input"
    flag = "input_missing"
    reads = ("input_missing",)
    metric = "instructions.missing_input.share"
    message = "{count} of {rows} rows lack the input that they speak of"
