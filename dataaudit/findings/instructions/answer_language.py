"""INS005 answer-language."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class AnswerLanguage(FlagFinding):
    """The answer is in another language than the prompt.

    What it finds:
        Rows whose prompt and answer are surely in two languages, and whose prompt names no language and asks for no
        translation.

    Why it matters:
        A model learns to change the language of a conversation.

    How it decides:
        Both are at least 40 characters long and their languages told with a confidence of at least 0.9 (signals
        prompt_language, answer_language, answer_language_differs).

    Example:
        a question in Chinese with an answer in English

    What to do:
        Read a sample; drop the rows with clean.drop: [answer-language].

    Known false alarms:
        Cross-lingual data that is meant; quotations; code.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS005"
    name = "answer-language"
    flag = "answer_language_differs"
    reads = ("answer_language_differs",)
    metric = "instructions.answer_language.share"
    message = "{count} of {rows} answers are in another language than their prompt"
