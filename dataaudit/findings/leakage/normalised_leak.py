"""LEK002 normalised-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NormalisedLeak(TierFinding):
    """Rows that differ from an evaluation item only in case, punctuation and white space.

    What it finds:
        Rows whose text equals an item without case, punctuation and white space, and rows of instruction data whose
        prompt equals an item's question in the same way.

    Why it matters:
        Reformatted items are the same items, and exact comparison misses them.

    How it decides:
        Equal hash_loose of a row and an item of another split, or equal hash_prompt of a row and an item's question
        (case, punctuation, articles and polite words are ignored).

    Example:
        "how far is it to denver" in the training split, "How far is it to Denver?" in the test split.

    What to do:
        Drop the rows with clean.drop: [normalised-leak]. Keep them if they are short questions that anyone would ask in
        these words.

    Known false alarms:
        Short questions that everyone asks in the same words.

    Source:
        Brown et al. 2020 (GPT-3), appendix C
    """

    code = "LEK002"
    name = "normalised-leak"
    metric = "leakage.normalised.rows_share"
    message = (
        "{count} of {rows} rows {count:differs|differ} from an evaluation item only in case, punctuation or white space"
        ": {items} of {items_total} items of {item_split}"
    )
    tier = "normalised"
