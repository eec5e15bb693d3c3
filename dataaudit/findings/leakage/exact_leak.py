"""LEK001 exact-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class ExactLeak(TierFinding):
    """Rows whose text is that of an evaluation item.

    What it finds:
        Rows whose text, up to white space and Unicode form, is the text of a row of another split's
        evaluation data or of the data under --against.

    Why it matters:
        A model that has seen the item in training is measured on its memory. The score says nothing about
        new items.

    How it decides:
        Equal hash_text of a row and an item of another split. Of several tiers the strongest is told.

    Example:
        The train split holds the row "How far is it to Denver?", and the test split holds it too.

    What to do:
        Drop the rows with clean.drop: [exact-leak]; report the score on the clean items beside the old one.

    Known false alarms:
        Items so short that they are equal by chance ("yes"); evaluation data that was made from the
        training data on purpose.

    Source:
        Brown et al. 2020 (GPT-3), appendix C
    """

    code = "LEK001"
    name = "exact-leak"
    metric = "leakage.exact.rows_share"
    message = "{count} of {rows} rows are an evaluation item, word for word"
    tier = "exact"
