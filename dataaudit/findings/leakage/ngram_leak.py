"""LEK003 ngram-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NgramLeak(TierFinding):
    """Rows that contain all or most of an evaluation item inside a longer text.

    What it finds:
        Rows in which one passage contains at least the threshold's share of the word sequences of an item's question,
        or of an answer of 20 words or more.

    Why it matters:
        Benchmarks get into training data inside web pages, forum posts and other data sets. The row as a whole does not
        resemble any item.

    How it decides:
        Sequences of five tokens (characters in scripts without spaces) of every item are looked up in every row.
        Sequences shared by more than 2% of the items are their template: they must be present, but have no weight. The
        others weigh more the fewer rows contain them. The weighted share found in a window of 40 words plus twice the
        item's length must reach stages.leakage.coverage (0.8) for items of 50 words or more, and 1 for items of 20
        words or fewer. Items under eight words are left to the tiers of equal texts. leaks.parquet records the position
        in both texts, the coverage of question and answer, and whether the answer is nearby.

    Example:
        A page "Math problems of the week: Natalia sold clips to 48 of her friends in April, and then ..." that contains
        a question of the test split.

    What to do:
        Read the passages in leaks.parquet, then drop the rows with clean.drop: [ngram-leak]. Keep public texts that are
        an item by themselves (a law, a poem).

    Known false alarms:
        Public texts that are the item (a law, a poem, a well-known quotation); items without an answer.

    Source:
        Groeneveld et al. 2025, decon (OLMo 3); Brown et al. 2020
    """

    code = "LEK003"
    name = "ngram-leak"
    metric = "leakage.ngram.rows_share"
    message = (
        "{count} of {rows} rows {count:contains|contain} all or most of an evaluation item: "
        "{items} of {items_total} items of {item_split}"
    )
    tier = "ngram"
