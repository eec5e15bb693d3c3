"""PRF005 answer-in-prompt."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class AnswerInPrompt(FlagFinding):
    """The chosen answer is part of the prompt.

    What it finds:
        Rows of preference data whose prompt contains the chosen answer word for word.

    Why it matters:
        The pair rewards copying, and mostly comes from a prompt that was built with the answer in it.

    How it decides:
        All words of the last answer of the chosen side, at least eight, occur in this order in the prompt (signal
        answer_in_prompt).

    Example:
        prompt: "... The sky is blue because air scatters short waves. Why is it blue?", chosen: that sentence

    What to do:
        Review a sample (dataaudit show RUN answer-in-prompt); where answers were not meant to be quotations, drop the
        rows with clean.drop: [answer-in-prompt].

    Known false alarms:
        Reading comprehension, whose answers are quotations.

    Source:
        dataaudit
    """

    code = "PRF005"
    name = "answer-in-prompt"
    family = "preferences"
    severity = "info"
    flag = "answer_in_prompt"
    reads = ("answer_in_prompt",)
    metric = "preferences.answer_in_prompt.share"
    message = "{count} of {rows} rows {count:has|have} a prompt that contains the chosen answer"
