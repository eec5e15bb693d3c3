"""LEK003 ngram-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NgramLeak(TierFinding):
    """Rows in which an evaluation item stands, whole or nearly, inside a longer text.

    What it finds:
        Rows that hold, in one place, at least the threshold's share of the word sequences of an item's
        question, or of an answer of twenty words or more.

    Why it matters:
        Benchmarks get into training data inside pages, forum posts and other data sets; the row as a whole
        resembles no item.

    How it decides:
        Word sequences of five tokens (characters in scripts without spaces) of every item are looked up in
        every row. Those that over two per cent of the items share are their template: they must stand there
        too, but weigh nothing; the others weigh the more the fewer rows hold them. The weighted share that
        stands in a window of forty words and twice the item's length must reach stages.leakage.coverage
        (0.8) for items of 50 words on, all of it for items of 20 words and fewer; items under eight words
        are left to the tiers of equal texts. leaks.parquet tells the place in both texts, the coverage of
        question and answer, and whether the answer stands near.

    Example:
        A page "Math problems of the week: Natalia sold clips to 48 of her friends in April, and then ..."
        with a question of the test split.

    What to do:
        Read the places in leaks.parquet; drop the rows with clean.drop: [ngram-leak].

    Known false alarms:
        Public texts that are the item (a law, a poem, a well-known quotation); items without an answer of
        their own.

    Source:
        Groeneveld et al. 2025, decon (OLMo 3); Brown et al. 2020
    """

    code = "LEK003"
    name = "ngram-leak"
    metric = "leakage.ngram.rows_share"
    message = "{count} of {rows} rows hold an evaluation item, whole or nearly, in one place"
    tier = "ngram"
