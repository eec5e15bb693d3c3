"""LEK004 near-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NearLeak(TierFinding):
    """Rows that are near-duplicates of an evaluation item.

    What it finds:
        Rows whose Jaccard similarity with an item's text is at least that of stages.minhash (0.8), and
        which no stronger tier finds.

    Why it matters:
        An item with another name or number is learnt as the item is.

    How it decides:
        MinHash bands find candidates between rows and items, exact Jaccard similarity of their shingles
        verifies each.

    Example:
        A test review, and the same review with another date among the training rows.

    What to do:
        Read the pairs; drop the rows with clean.drop: [near-leak].

    Known false alarms:
        Templates filled with other values, where the values are the task.

    Source:
        Lee et al. 2022
    """

    code = "LEK004"
    name = "near-leak"
    metric = "leakage.minhash.rows_share"
    message = "{count} of {rows} rows are near-duplicates of an evaluation item"
    tier = "minhash"
