"""LEK004 near-leak."""

from __future__ import annotations

from dataaudit.findings.leakage.tier_finding import TierFinding


class NearLeak(TierFinding):
    """Rows that are near-duplicates of an evaluation item.

    What it finds:
        Rows whose Jaccard similarity with the text of an item is at least that of stages.minhash (0.8), and that no
        stronger tier finds.

    Why it matters:
        A model learns an item with a changed name or number as well as the item itself.

    How it decides:
        MinHash bands find candidate pairs of rows and items, and the exact Jaccard similarity of their shingles
        verifies each.

    Example:
        A test review, and a training row with the same review under another date.

    What to do:
        Review the pairs (dataaudit show RUN near-leak), then drop the rows with clean.drop: [near-leak]. Keep them
        where templates are filled with values and the values are the task.

    Known false alarms:
        Templates filled with different values, where the values are the task.

    Source:
        Lee et al. 2022
    """

    code = "LEK004"
    name = "near-leak"
    metric = "leakage.minhash.rows_share"
    message = (
        "{count} of {rows} rows {count:is a near-duplicate|are near-duplicates} of an evaluation item: "
        "{items} of {items_total} items of {item_split}"
    )
    tier = "minhash"
