"""INS003 refused-answer."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class RefusedAnswer(FlagFinding):
    """The answer is a refusal.

    What it finds:
        Rows whose answer starts with a standard phrase of refusal.

    Why it matters:
        Refusals that follow another model's policy are learned as answers.

    How it decides:
        Phrases in English, Chinese and several other languages at the start of the answer (signal answer_refused): an
        apology with an inability, "As an AI language model", "I cannot provide", 抱歉，我无法.

    Example:
        "I'm sorry, but I cannot help with that."

    What to do:
        Review a sample (dataaudit show RUN refused-answer), then drop the rows with clean.drop: [refused-answer]. Keep
        them in safety data.

    Known false alarms:
        Safety data, where refusals are intended, and letters of apology.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS003"
    name = "refused-answer"
    flag = "answer_refused"
    reads = ("answer_refused",)
    metric = "instructions.refused_answer.share"
    message = "{count} of {rows} answers {count:is a refusal|are refusals}"
