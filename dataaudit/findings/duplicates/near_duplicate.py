"""DUP002 near-duplicate."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class NearDuplicate(RowFinding[RowOptions]):
    """Texts that share most of their word sequences with a text that is kept.

    What it finds:
        Rows whose Jaccard similarity with a kept row is at least the threshold of stages.minhash (0.8).

    Why it matters:
        Copies with another date, name or footer escape exact deduplication and do the same harm. A tool that drops
        whole connected groups also loses texts that only a chain of neighbours links.

    How it decides:
        Shingles of five script-aware tokens (every character in Han, Kana, Thai, Lao, Khmer and Myanmar), MinHash
        banding to find candidates, exact Jaccard similarity of the shingle sets to verify each. A row counts only
        when a kept row is that similar to it, never for a chain.

    Example:
        "Your parcel 4411 arrives on Monday between 9 and 11, reply STOP to end" with another number.

    What to do:
        Look at the differences in the report's clusters. Raise stages.minhash.threshold where the differences
        matter, or keep them with clean.duplicates: [exact].

    Known false alarms:
        Templates whose few varying words carry the meaning (test cases, legal forms, tables of numbers).

    Source:
        Broder 1997; Lee et al. 2022
    """

    code = "DUP002"
    name = "near-duplicate"
    family = "duplicates"
    severity = "warning"
    reads = ("_near_copy",)
    metric = "duplicates.near.flagged_share"
    message = "{count} of {rows} rows nearly repeat a row that is kept"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("_near_copy")
