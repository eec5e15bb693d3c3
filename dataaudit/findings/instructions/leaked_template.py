"""INS010 leaked-template."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class LeakedTemplate(FlagFinding):
    """Markup of a chat template in the text.

    What it finds:
        Rows in which a turn holds the marks that a chat template writes.

    Why it matters:
        The template writes them again: a model learns to speak for the user, or to write its own end marks.

    How it decides:
        <|...|>, [INST], <<SYS>>, <start_of_turn>, </s>, lines that begin with "### Response:", Alpaca's preamble;
        an answer that goes on with lines of both "Human: " and "Assistant: " though no dialogue was asked for (signal
        template_leaked).

    Example:
        "Red. ### Instruction: Name another."

    What to do:
        Read a sample; drop the rows with clean.drop: [leaked-template].

    Known false alarms:
        Dialogues written out as text; texts about templates; Markdown headings of that name.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS010"
    name = "leaked-template"
    flag = "template_leaked"
    reads = ("template_leaked",)
    metric = "instructions.leaked_template.share"
    message = "{count} of {rows} rows hold markup of a chat template"
