"""The base class of findings about rows that contain evaluation items, one per tier of evidence."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions, Severity


class TierFinding(RowFinding[RowOptions]):
    """A finding about rows whose strongest match is of one tier.

    Attributes:
        tier: Name of the tier.
    """

    tier: ClassVar[str]
    family = "leakage"
    severity: ClassVar[Severity] = "error"
    reads = ("leak_tier", "leak_score")
    evidence: ClassVar[tuple[tuple[str, str, Literal["min", "max"]], ...]] = (("lowest_score", "leak_score", "min"),)

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("leak_tier") == self.tier
