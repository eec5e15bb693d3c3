"""CLS005 split-drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDriftOptions(Options):
    """Options of split-drift."""

    __pydantic_config__ = SECTION

    min_effect: Annotated[float, Field(ge=0, le=1)] = 0.15
    """Effect size from which splits count as different: Cramér's V of names, KS distance of numbers."""
    max_p: Annotated[float, Field(gt=0, le=1)] = 0.001
    """Probability that chance alone gives as much, above which nothing is said."""


class SplitDrift(Finding[SplitDriftOptions]):
    """Splits that differ in classes, languages or lengths.

    What it finds:
        Pairs of splits of at least thirty rows whose classes, languages or lengths in characters lie
        min_effect apart or more.

    Why it matters:
        A test split that is drawn from other data than training measures something else than what was
        learnt; a validation split that differs picks the wrong model.

    How it decides:
        Cramér's V (corrected for small samples) for classes and languages, Kolmogorov and Smirnov's
        distance for lengths; each with the test that belongs to it, so that small splits do not differ by
        chance. split_drift.parquet lists every pair and signal.

    Example:
        70 % of the training rows are class 1, 30 % of the test rows.

    What to do:
        Draw the splits again from shuffled data, by class; or report scores by class.

    Known false alarms:
        Splits that are meant to differ (another year, another domain).

    Source:
        Bergsma 2013; deepchecks label drift
    """

    code = "CLS005"
    name = "split-drift"
    family = "classes"
    severity = "warning"
    subject = "split"
    reads = ("split_drift",)
    message = "{count} differences between splits: {signal} of {split_a} and {split_b} lie {effect} apart ({measure})"
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
