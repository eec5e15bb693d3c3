"""LEK001 exact-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class ExactLeak(TierFinding):
    """Rows whose text equals an evaluation item.

    What it finds:
        Rows whose text, ignoring white space and Unicode form, equals a row of another split's evaluation data or of
        the data given with --against.

    Why it matters:
        A model that has seen an item in training is tested on its memory, and the score says nothing about new items.

    How it decides:
        Equal hash_text of a row and an item of another split. If several tiers match, only the strongest is reported.

    Example:
        The train split contains the row "How far is it to Denver?", and so does the test split.

    What to do:
        Drop the rows with clean.drop: [exact-leak], and report the score on the clean items next to the old one. Do not
        drop them if the evaluation data was sampled from the training data on purpose.

    Known false alarms:
        Items so short that they are equal by chance ("yes"); evaluation data that was sampled from the training data on
        purpose.

    Source:
        Brown et al. 2020 (GPT-3), appendix C
    """

    code = "LEK001"
    name = "exact-leak"
    metric = "leakage.exact.rows_share"
    message = (
        "{count} of {rows} rows {count:equals|equal} an evaluation item word for word: "
        "{items} of {items_total} items of {item_split}"
    )
    tier = "exact"
