"""CLS005 split-drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDriftOptions(Options):
    """Options of split-drift."""

    __pydantic_config__ = SECTION

    min_effect: Annotated[float, Field(ge=0, le=1)] = 0.15
    """Smallest effect size that is flagged: Cramér's V for classes and languages, KS distance for lengths."""
    max_p: Annotated[float, Field(gt=0, le=1)] = 0.001
    """Largest p-value at which a difference is flagged."""


class SplitDrift(Finding[SplitDriftOptions]):
    """Splits that differ in classes, languages or lengths.

    What it finds:
        Pairs of splits of at least 30 rows whose classes, languages or lengths in characters differ with an effect size
        of at least min_effect.

    Why it matters:
        A test split drawn from other data than the training split measures something other than what was learned. A
        validation split that differs selects the wrong model.

    How it decides:
        Cramér's V (corrected for small samples) for classes and languages, the Kolmogorov-Smirnov distance for lengths,
        each with its significance test, so that small splits are not flagged by chance. split_drift.parquet lists every
        pair and signal.

    Example:
        70% of the training rows are class 1, but only 30% of the test rows.

    What to do:
        Split again from shuffled data, stratified by class, or report scores per class. For splits that should differ,
        turn the finding off with findings.split-drift: false.

    Known false alarms:
        Splits that differ on purpose (another year, another domain).

    Source:
        Bergsma 2013; deepchecks label drift
    """

    code = "CLS005"
    name = "split-drift"
    family = "classes"
    severity = "warning"
    subject = "split"
    reads = ("split_drift",)
    message = (
        "{count} {count:difference|differences} between splits; the largest: {signal} of {split_a} and {split_b} "
        "({measure} {effect})"
    )
    words: ClassVar[dict[str, str]] = {"cramers_v": "Cramér's V", "kolmogorov_smirnov": "KS distance"}
    options_class = SplitDriftOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        found = facts.tables["split_drift"].filter(
            pl.col("effect") >= self.options.min_effect, pl.col("p_value") <= self.options.max_p
        )
        if found.is_empty():
            return []
        ordered = found.sort("effect", descending=True)
        evidence = dict(ordered.row(0, named=True)) | {
            "differences": ordered.head(10).select("split_a", "split_b", "signal", "effect").rows()
        }
        return [self.result(count=found.height, evidence=evidence)]
