"""CLS001 imbalance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ImbalanceOptions(Options):
    """Options of imbalance."""

    __pydantic_config__ = SECTION

    max_ratio: Annotated[float, Field(ge=1)] = 10.0
    """Largest ratio of the largest class to the smallest; a larger one is flagged."""


class Imbalance(Finding[ImbalanceOptions]):
    """One class has many times as many rows as another.

    What it finds:
        Labels whose most frequent class has more than max_ratio times as many rows as the rarest, over all rows and in
        each split.

    Why it matters:
        A model that always predicts the frequent class looks accurate, and the rare class is hardly learned.

    How it decides:
        Rows of the largest class divided by rows of the smallest class that occurs, above max_ratio (10). Metric
        classes.imbalance_ratio. A single class is insufficient evidence.

    Example:
        4,827 ham and 747 spam are 6.5 : 1; 5,000 ham and 100 spam are 50 : 1.

    What to do:
        Weight the loss or sample by class, collect more rows of the rare class, and report scores per class. For
        classes that are rare by nature, raise findings.imbalance.max_ratio instead.

    Known false alarms:
        Tasks whose classes are rare by nature (fraud, faults), and label sets with a long tail.

    Source:
        common practice
    """

    code = "CLS001"
    name = "imbalance"
    family = "classes"
    severity = "warning"
    subject = "class"
    reads = ("classes",)
    message = "{where}: the largest class ({largest}) has {ratio} times as many rows as the smallest ({smallest})"
    options_class = ImbalanceOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        results = []
        classes = facts.tables["classes"]
        for (split,), part in classes.group_by("split", maintain_order=True):
            ordered = part.sort(["rows", "label"], descending=[True, False])
            if ordered.height < 2:
                if split is None:
                    results.append(self.insufficient("fewer than two classes"))
                continue
            most, fewest = ordered.row(0, named=True), ordered.row(-1, named=True)
            ratio = most["rows"] / fewest["rows"]
            if ratio > self.options.max_ratio:
                results.append(self._result(facts, str(split) if split else None, most, fewest, ratio))
        return results

    def _result(
        self, facts: Facts, split: str | None, most: dict[str, int], fewest: dict[str, int], ratio: float
    ) -> Result:
        evidence = {
            "where": f"split {split}" if split else "all rows",
            "ratio": ratio,
            "largest": most["label"],
            "largest_rows": most["rows"],
            "smallest": fewest["label"],
            "smallest_rows": fewest["rows"],
        }
        share = fewest["rows"] / facts.rows
        return self.result(
            count=fewest["rows"], share=share, evidence=evidence, subject="split" if split else self.subject
        )


def splits_of(classes: pl.DataFrame) -> list[str]:
    """Return the names of the splits in a table of classes."""
    return [split for split in classes["split"].unique(maintain_order=True).to_list() if split is not None]
