"""LEK002 normalised-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NormalisedLeak(TierFinding):
    """Rows whose text is that of an evaluation item but for case, punctuation and white space.

    What it finds:
        Rows whose text is an item's without case, punctuation and white space, and rows of instruction data
        whose prompt is an item's question in that way.

    Why it matters:
        Reformatted items are the same items; exact comparison misses them.

    How it decides:
        Equal hash_loose of a row and an item of another split, or equal hash_prompt of a row and of an
        item's question (case, punctuation, articles and words of politeness do not count).

    Example:
        "how far is it to denver" among the training rows, "How far is it to Denver?" in the test split.

    What to do:
        Drop the rows with clean.drop: [normalised-leak].

    Known false alarms:
        Short questions that everybody asks in these words.

    Source:
        Brown et al. 2020 (GPT-3), appendix C
    """

    code = "LEK002"
    name = "normalised-leak"
    metric = "leakage.normalised.rows_share"
    message = "{count} of {rows} rows are an evaluation item but for case, punctuation or white space"
    tier = "normalised"
