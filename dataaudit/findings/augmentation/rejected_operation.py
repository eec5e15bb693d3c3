"""AUG002 rejected-operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedOperationOptions(Options):
    """Options of rejected-operation."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Largest share of an operation's new rows that may be rejected."""
    fewest: Annotated[int, Field(ge=1)] = 50
    """Fewest new rows of an operation that is judged."""


class RejectedOperation(Finding[RejectedOperationOptions]):
    """Guards reject most of the rows that an operation makes.

    What it finds:
        Operations with at least fewest new rows, of which more than max_share were rejected.

    Why it matters:
        The guards do not measure every kind of damage. An operation that usually fails suits neither these texts nor
        their labels.

    How it decides:
        Rows rejected divided by rows made, by operation. The evidence names the guard that rejects the most.

    Example:
        random_swap: 61% of 2,310 new rows rejected, most often by label

    What to do:
        Turn the operation off (augment.operations.random_swap: false), lower its share, or review its pairs in the
        report. Loosen a guard only if the rejected pairs are correct.

    Known false alarms:
        Texts of a few words, where almost every change produces a copy of another row.

    Source:
        dataaudit
    """

    code = "AUG002"
    name = "rejected-operation"
    family = "augmentation"
    severity = "warning"
    subject = "dataset"
    reads = ("augmentation_counts",)
    message = "{operation}: guards rejected {rejected_share:%} of {made} new rows (most often: {guard})"
    options_class = RejectedOperationOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        counts = facts.tables["augmentation_counts"]
        results = []
        for (operation,), part in counts.group_by("operation", maintain_order=True):
            sums = dict(part.filter(pl.col("reason").is_null()).select("outcome", "count").iter_rows())
            rejected, made = sums.get("rejected", 0), sums.get("rejected", 0) + sums.get("accepted", 0)
            if made < self.options.fewest or rejected <= self.options.max_share * made:
                continue
            reasons = part.filter((pl.col("outcome") == "rejected") & pl.col("reason").is_not_null())
            worst = reasons.sort(["count", "reason"], descending=[True, False]).row(0, named=True)
            evidence = {
                "operation": operation, "rejected_share": rejected / made, "made": made, "rejected": rejected,
                "guard": worst["reason"], "rejected_by_it": worst["count"],
            }  # fmt: skip
            results.append(self.result(count=rejected, share=rejected / made, evidence=evidence))
        return results
