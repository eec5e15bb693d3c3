"""AUG001 missing-rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRowsOptions(Options):
    """Options of missing-rows."""

    __pydantic_config__ = SECTION

    max_share: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Largest share of a class's requested new rows that may be missing."""


class MissingRows(Finding[MissingRowsOptions]):
    """Augmentation made fewer new rows of a class than requested.

    What it finds:
        Classes (without labels, all rows) for which more than max_share of the requested new rows could not be made.

    Why it matters:
        The classes are less balanced than planned, and training does not see the planned distribution.

    How it decides:
        New rows made compared with new rows requested, by class, after every row was tried as often as per_row and
        tries allow.

    Example:
        380 of 1,000 new rows of spam are missing: 20 source rows, at most 4 new rows of each are allowed

    What to do:
        Turn more operations on, raise augment.per_row or augment.tries, request fewer rows, or collect more rows of the
        class. The report lists how many rows each guard rejects.

    Known false alarms:
        None: the rows are counted.

    Source:
        dataaudit
    """

    code = "AUG001"
    name = "missing-rows"
    family = "augmentation"
    severity = "warning"
    subject = "class"
    reads = ("augmentation_classes",)
    message = "{where}: {missing} of {wanted} new rows could not be made"
    options_class = MissingRowsOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["augmentation_classes"].filter(pl.col("wanted") > 0)
        results = []
        for row in table.to_dicts():
            missing = row["wanted"] - row["made"]
            if missing > self.options.max_share * row["wanted"]:
                evidence = {
                    "where": "all rows" if row["label"] is None else f"class {row['label']}", "missing": missing,
                    "wanted": row["wanted"], "rows_before": row["before"],
                }  # fmt: skip
                results.append(self.result(count=missing, share=missing / row["wanted"], evidence=evidence))
        return results
