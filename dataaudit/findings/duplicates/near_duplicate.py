"""DUP002 near-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class NearDuplicate(RowFinding[RowOptions]):
    """Texts that share most of their word sequences with a kept text.

    What it finds:
        Rows whose Jaccard similarity with a kept row is at least the threshold of stages.minhash (0.8).

    Why it matters:
        Copies with a different date, name or footer escape exact deduplication and do the same harm. A tool that drops
        whole connected groups also loses texts that are linked only through a chain of neighbours.

    How it decides:
        Shingles of five script-aware tokens (single characters in Han, Kana, Thai, Lao, Khmer and Myanmar), MinHash
        banding to find candidates, and the exact Jaccard similarity of the shingle sets to verify each. A row counts
        only if a kept row is that similar to it, never through a chain.

    Example:
        "Your parcel 4411 arrives on Monday between 9 and 11, reply STOP to end" and the same text with another number.

    What to do:
        Nothing: they are dropped by default. Review the differences in the report's clusters; where they matter, raise
        stages.minhash.threshold, or keep the rows with clean.duplicates: [exact].

    Known false alarms:
        Templates in which the few words that differ carry the meaning (test cases, legal forms, tables of numbers).

    Source:
        Broder 1997; Lee et al. 2022
    """

    code = "DUP002"
    name = "near-duplicate"
    family = "duplicates"
    severity = "warning"
    reads = ("_near_copy",)
    metric = "duplicates.near.flagged_share"
    message = "{count} of {rows} rows {count:is a near-duplicate|are near-duplicates} of a kept row"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_near_copy")
