"""LNG005 second-turn-language."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import Facts, Finding, Result
from dataaudit.findings.language.second_language import UNKNOWN, SecondLanguageOptions, other_languages

NONE = "-"


class SecondTurnLanguage(Finding[SecondLanguageOptions]):
    """A second language that a good part of the prompts or of the answers is in.

    What it finds:
        In instruction and chat data, languages other than the most frequent one that hold more than a small share of
        the prompts, or of the answers.

    Why it matters:
        Answers in a language in which nobody asked teach the model to change the language; prompts that were translated
        without their answers do the same the other way round. The text of the row as a whole hides either.

    How it decides:
        As second-language, for the user's last turn and for the last answer apart (turn_languages.parquet): only texts
        of at least 40 characters with a confidence of at least 0.8 count, and of answers only those whose prompt names
        no language (such as a translation).

    Example:
        800 prompts in English, of whose answers 160 are in German.

    What to do:
        Nothing, if all are wanted: name them in findings.second-turn-language.expected. Otherwise look at the rows of
        answer-language, or filter rows by prompt_language and answer_language.

    Known false alarms:
        Closely related languages that are taken for each other; lessons of a language.

    Source:
        dataaudit
    """

    code = "LNG005"
    name = "second-turn-language"
    family = "language"
    severity = "info"
    subject = "dataset"
    reads = ("turn_languages",)
    message = "a good part is in another language than the first: of the prompts {prompts}, of the answers {answers}"
    options_class = SecondLanguageOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["turn_languages"].filter(pl.col("language") != UNKNOWN)
        told, counts = {}, [0]
        for side in ("prompts", "answers"):
            found = other_languages(table.filter(pl.col("side") == side), self.options)
            told[side] = NONE if found is None else found[1]
            counts += [] if found is None else [found[2]]
        if set(told.values()) == {NONE}:
            return []
        return [self.result(count=max(counts), share=max(counts) / facts.rows, evidence=told)]
