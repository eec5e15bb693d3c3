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
    """Share of the new rows wanted of a class that may be missing."""


class MissingRows(Finding[MissingRowsOptions]):
    """Augmentation made fewer new rows of a class than were asked for.

    What it finds:
        Classes (all rows, where there are no labels) of which more than max_share of the new rows wanted could not be
        made.

    Why it matters:
        The classes are less balanced than the plan says, and a training that counts on it sees something else.

    How it decides:
        New rows made over new rows wanted, by class, when every row was tried as often as per_row and tries allow.

    Example:
        380 of 1,000 new rows of spam are missing: 20 rows, of which at most 4 new ones each may be made

    What to do:
        Turn more operations on, raise augment.per_row or augment.tries, ask for less, or collect rows of the class;
        the report tells which guard rejects how much.

    Known false alarms:
        None: it counts.

    Source:
        own count
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
