"""The base class of findings about rows that contain evaluation items, one per tier of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Result, RowFinding, RowOptions, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakOptions(RowOptions):
    """Options of findings about rows that contain evaluation items."""

    __pydantic_config__ = SECTION

    tolerated_share: Annotated[
        float,
        Field(ge=0, le=1, description="Share of the items of an evaluation set up to which the severity is info."),
    ] = 0.01


class TierFinding(RowFinding[LeakOptions]):
    """A finding about rows whose strongest match is of one tier.

    What counts is how much of an evaluation set is known, not how much of the training data knows it.

    Attributes:
        tier: Name of the tier.
    """

    tier: ClassVar[str]
    family = "leakage"
    severity: ClassVar[Severity] = "error"
    reads = ("leak_tier", "leak_score", "split_leaks")
    evidence: ClassVar[tuple[tuple[str, str, Literal["min", "max"]], ...]] = (("lowest_score", "leak_score", "min"),)
    options_class = LeakOptions

    def columns(self) -> set[str]:
        """See ``RowFinding``."""
        return super().columns() - {"split_leaks"}

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("leak_tier") == self.tier

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``; the severity goes by the evaluation set of which the largest share is found."""
        found = super().judge(facts)
        if not found:
            return []
        sets = facts.tables["split_leaks"].filter(pl.col("tier") == self.tier, pl.col("items_in_tier") > 0)
        worst = sets.with_columns(share=pl.col("items_in_tier") / pl.col("items_total")).sort(
            "share", "items_in_tier", "item_split", "split", descending=[True, True, False, False]
        )
        row = worst.row(0, named=True)
        told = {"item_split": row["item_split"], "items": row["items_in_tier"], "items_total": row["items_total"]}
        told |= self.told(row)
        severity: Severity = "info" if row["share"] <= self.options.tolerated_share else self.severity
        return [
            replace(one, evidence={**one.evidence, **told}, severity=self.options.severity or severity) for one in found
        ]

    def told(self, worst: Mapping[str, Any]) -> dict[str, int]:
        """More that the message says of the evaluation set of which the largest share is found.

        Args:
            worst: Its row of ``split_leaks``.
        """
        return {}

    def worst(self) -> pl.Expr:
        """See ``RowFinding``: the surest matches first."""
        return -pl.col("leak_score").cast(pl.Float64)
