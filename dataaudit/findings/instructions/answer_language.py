"""INS005 answer-language."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class AnswerLanguage(FlagFinding):
    """The answer is in a different language from the prompt.

    What it finds:
        Rows whose prompt and answer are confidently in two languages, and whose prompt neither names a language nor
        asks for a translation.

    Why it matters:
        A model learns to switch language within a conversation.

    How it decides:
        Both are at least 40 characters long and their languages are identified with a confidence of at least 0.9
        (signals prompt_language, answer_language, answer_language_differs).

    Example:
        A question in Chinese with an answer in English.

    What to do:
        Review a sample (dataaudit show RUN answer-language), then drop the rows with clean.drop: [answer-language].
        Keep intended cross-lingual data.

    Known false alarms:
        Intended cross-lingual data, quotations, and code.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS005"
    name = "answer-language"
    flag = "answer_language_differs"
    reads = ("answer_language_differs",)
    metric = "instructions.answer_language.share"
    message = "{count} of {rows} answers {count:is|are} in a different language from the prompt"
