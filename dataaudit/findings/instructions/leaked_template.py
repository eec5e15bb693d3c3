"""INS010 leaked-template."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class LeakedTemplate(FlagFinding):
    """Chat-template markup in the text.

    What it finds:
        Rows in which a turn contains the markers that a chat template adds.

    Why it matters:
        The template adds them again, so a model learns to speak for the user or to write its own end markers.

    How it decides:
        <|...|>, [INST], <<SYS>>, <start_of_turn>, </s>, lines that start with "### Response:", Alpaca's preamble; or an
        answer that continues with lines of both "Human: " and "Assistant: " although the prompt did not ask for a
        dialogue (signal template_leaked).

    Example:
        "Red. ### Instruction: Name another."

    What to do:
        Review a sample (dataaudit show RUN leaked-template), then strip the markup upstream or drop the rows with
        clean.drop: [leaked-template]. Keep texts about templates.

    Known false alarms:
        Dialogues written out as text, texts about templates, and Markdown headings with such names.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS010"
    name = "leaked-template"
    flag = "template_leaked"
    reads = ("template_leaked",)
    metric = "instructions.leaked_template.share"
    message = "{count} of {rows} rows {count:contains|contain} chat-template markup"
