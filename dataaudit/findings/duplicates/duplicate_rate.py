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
    """Rate of exact duplicates above which the data set is flagged."""


class DuplicateRate(Finding[DuplicateRateOptions]):
    """A larger share of the rows repeats others than a data set should have.

    What it finds:
        A data set in which the rate of exact duplicates is above max_rate.

    Why it matters:
        One repeated row is an accident, one in twenty is a fault of how the data were collected or joined, and says
        that other faults of the same origin are likely.

    How it decides:
        (rows - distinct texts) / rows at the text level, metric duplicates.exact.rate, above max_rate (0.01).

    Example:
        5,574 messages of which 5,160 are distinct: rate 0.074.

    What to do:
        Find the source of the repetition (a join, several crawls of one page) before relying on the cleaned rest.

    Known false alarms:
        Short replies and search queries repeat naturally; raise max_rate for them.

    Source:
        seed check
    """

    code = "DUP003"
    name = "duplicate-rate"
    family = "duplicates"
    severity = "warning"
    subject = "dataset"
    reads = ("duplicates.exact.rate",)
    message = "{rate_percent} of the rows repeat another row's text, more than {max_rate_percent}"

    options_class = DuplicateRateOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        rate = facts.metrics["duplicates.exact.rate"]
        if rate is None or rate <= self.options.max_rate:
            return []
        evidence = {"rate": rate, "rate_percent": f"{rate:.2%}", "max_rate_percent": f"{self.options.max_rate:.2%}"}
        return [self.result(count=round(rate * facts.rows), share=rate, evidence=evidence)]
