"""LEK008 time-leak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Result
from dataaudit.findings.leakage.crossing_finding import CrossingFinding, CrossingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLeakOptions(CrossingOptions):
    """Options of time-leak."""

    __pydantic_config__ = SECTION

    max_later_share: Annotated[float, Field(gt=0, le=0.5)] = 0.25
    """Share of pairs in which the training row is the later one, up to which a split goes by time; from one less this
    share on, it goes backwards."""


class TimeLeak(CrossingFinding[TimeLeakOptions]):
    """Training rows that are later than evaluation rows.

    What it finds:
        Splits by time in which some training rows are later than some evaluation rows, splits whose training rows are
        mostly the later ones, and, as information, splits that were drawn without regard to time.

    Why it matters:
        What is predicted is in the future. A model that was trained on it knows what it will be asked, and
        the score is higher than in use.

    How it decides:
        Columns called a date or time (created_at, meta.timestamp, year), or the one that input.time names, are read as
        moments. In pairs of a training row and an evaluation row the training row is the later one with some share: up
        to max_later_share (0.25) the split goes by time, and each row on the wrong side counts: the smaller of the
        number of training rows later than the first evaluation row and that of evaluation rows earlier than the last
        training row. From one less this share on it goes backwards. Between the two nobody split by time: information
        (declared with input.time: a warning). Columns that say when a row was changed, fetched or annotated are left
        out. Dates such as 05/03/2024 are not read where no row tells day from month, which is said. split_times.parquet
        lists every pair.

    Example:
        The test rows begin on 2024-01-01, and 37 training rows are from February 2024.

    What to do:
        Split at a date, and leave a gap where neighbouring rows tell the same news. Name the column under
        findings.time-leak.ignore where time does not matter.

    Known false alarms:
        Data in which nothing changes over time.

    Source:
        Kapoor and Narayanan 2023; Søgaard et al. 2021, "We need to talk about random splits"
    """

    code = "LEK008"
    name = "time-leak"
    reads = ("split_times",)
    message = (
        "{column}: {later_rows} of {split_rows} rows of {split} are later than the first row of {item_split} "
        "({item_first}): {kind}"
    )
    words: ClassVar[dict[str, str]] = {
        "mixed": "the split goes by time but for {count} {count:row|rows}",
        "backwards": "the split goes backwards in time",
        "random": "the split does not go by time",
    }
    options_class = TimeLeakOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        every = self.considered(facts, "split_times")
        table = every.filter(pl.col("later_rows") > 0, pl.col("first") != pl.col("last"), pl.col("rows") > 1)
        table = table.with_columns(
            misplaced=pl.min_horizontal("later_rows", "earlier_items"),
            kind=pl.when(pl.col("later_share") <= self.options.max_later_share)
            .then(pl.lit("mixed"))
            .when(pl.col("later_share") >= 1 - self.options.max_later_share)
            .then(pl.lit("backwards"))
            .otherwise(pl.lit("random")),
        )
        unread = every.filter(pl.col("rows") == 0).height > 0
        reason = "a column of times has no date in some split, or none that tells day from month"
        told = [self._told(row) for row in self.strongest(table, "misplaced").to_dicts()]
        return [*told, *([self.insufficient(reason)] if unread else [])]

    def _told(self, row: dict[str, Any]) -> Result:
        keys = ("item_rows", "first", "last", "item_first", "item_last", "later_rows", "later_share", "kind")
        of = row["item_rows"]
        mild = row["kind"] == "random" and not row["declared"]
        return self.result(
            count=row["misplaced"],
            share=row["misplaced"] / max(of, row["rows"]),
            evidence={**self.sides(row), "split_rows": row["rows"], **{key: row[key] for key in keys}},
            row_ids=tuple(row["sample"]),
            severity="info" if mild or row["misplaced"] <= self.options.tolerated_share * of else None,
        )
