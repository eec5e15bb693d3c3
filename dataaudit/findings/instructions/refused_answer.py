"""INS003 refused-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class RefusedAnswer(FlagFinding):
    """The answer refuses.

    What it finds:
        Rows whose answer begins with a set phrase of refusal.

    Why it matters:
        Refusals that came from another model's policy are learnt as answers.

    How it decides:
        Phrases in English, Chinese and some other languages at the beginning of the answer (signal answer_refused): an
        apology with an inability, "As an AI language model", "I cannot provide", 抱歉，我无法.

    Example:
        "I'm sorry, but I cannot help with that."

    What to do:
        Read a sample; drop the rows with clean.drop: [refused-answer].

    Known false alarms:
        Data sets about safety, where refusals are meant; letters of apology.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS003"
    name = "refused-answer"
    flag = "answer_refused"
    reads = ("answer_refused",)
    metric = "instructions.refused_answer.share"
    message = "{count} of {rows} answers refuse"
