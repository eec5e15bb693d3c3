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
    """Share of an operation's new rows that the guards may reject."""
    fewest: Annotated[int, Field(ge=1)] = 50
    """New rows of an operation from which it is judged."""


class RejectedOperation(Finding[RejectedOperationOptions]):
    """The guards reject most of what an operation makes.

    What it finds:
        Operations of which more than max_share of the new rows were rejected, of at least `fewest`.

    Why it matters:
        What the guards do not measure is damaged alike: an operation that mostly fails suits neither these texts nor
        their labels.

    How it decides:
        Rejected over made, by operation; the evidence names the guard that rejects most.

    Example:
        random_swap: 61 % of 2,310 new rows rejected, most by label

    What to do:
        Turn the operation off, lower its share, or look at its pairs in the report and loosen a guard that is wrong.

    Known false alarms:
        Texts of a few words, of which nearly every change makes a copy of another row.

    Source:
        own count
    """

    code = "AUG002"
    name = "rejected-operation"
    family = "augmentation"
    severity = "warning"
    subject = "dataset"
    reads = ("augmentation_counts",)
    message = "{operation}: {rejected_share} of {made} new rows rejected, most by the guard {guard}"
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
