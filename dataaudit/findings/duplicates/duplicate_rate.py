"""DUP003 duplicate-rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRateOptions(Options):
    """Options of duplicate-rate."""

    __pydantic_config__ = SECTION

    max_rate: Annotated[float, Field(ge=0, le=1)] = 0.01
    """Largest rate of exact duplicates; a data set above it is flagged."""


class DuplicateRate(Finding[DuplicateRateOptions]):
    """More exact duplicates than a data set should have.

    What it finds:
        A data set whose rate of exact duplicates is above max_rate.

    Why it matters:
        One repeated row is an accident. One in twenty points to an error in how the data was collected or joined, and
        other errors of the same origin are likely.

    How it decides:
        (rows - distinct rows) / rows, by what a row holds (hash_row; metric duplicates.row.rate), above max_rate
        (0.01).

    Example:
        5,574 messages of which 5,160 are distinct: a rate of 0.074.

    What to do:
        Find the cause of the repetition (a join, several crawls of one page) before you rely on the cleaned data. For
        short replies and search queries, raise findings.duplicate-rate.max_rate instead.

    Known false alarms:
        Short replies and search queries, which repeat naturally.

    Source:
        common practice
    """

    code = "DUP003"
    name = "duplicate-rate"
    family = "duplicates"
    severity = "warning"
    subject = "dataset"
    reads = ("duplicates.row.rate",)
    message = "{rate:%} of rows repeat the text of another row (limit: {max_rate:%})"

    options_class = DuplicateRateOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        rate = facts.metrics["duplicates.row.rate"]
        if rate is None or rate <= self.options.max_rate:
            return []
        return [self.result(count=round(rate * facts.rows), share=rate, evidence={"rate": rate})]
