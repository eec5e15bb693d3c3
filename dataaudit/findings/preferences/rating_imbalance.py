"""PRF008 rating-imbalance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingImbalanceOptions(Options):
    """Options of rating-imbalance."""

    __pydantic_config__ = SECTION

    min_share: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    """Smallest share of the rarer rating."""
    min_rated: Annotated[int, Field(ge=1)] = 20
    """Fewest rated answers to judge."""


class RatingImbalance(Finding[RatingImbalanceOptions]):
    """Nearly all ratings are the same.

    What it finds:
        Data with a rating of every answer (KTO) in which nearly all are good, or nearly all are bad.

    Why it matters:
        The loss needs both: with one kind alone nothing separates good from bad, and the usual weights of the two kinds
        no longer hold.

    How it decides:
        The share of the rarer rating is below min_share (0.05; metric preferences.desirable.share).

    Example:
        1,000 answers, of which 990 are desirable.

    What to do:
        Add answers of the rarer kind, or set the weights of the loss so that both count alike (desirable weight times
        their number between 1 and 4/3 of the other).

    Known false alarms:
        Data of one kind that are to be joined with data of the other.

    Source:
        Ethayarajh et al. 2024, "KTO: Model Alignment as Prospect Theoretic Optimization", section 4.2
    """

    code = "PRF008"
    name = "rating-imbalance"
    family = "preferences"
    severity = "warning"
    subject = "dataset"
    reads = ("preferences.desirable.share", "preferences.rated")
    message = "{good:%} of {rated} ratings are good ones (limit: {min_share:%} of either)"
    options_class = RatingImbalanceOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        good, rated = (facts.metrics[name] for name in self.reads)
        if good is None or rated is None or rated < self.options.min_rated:
            return []
        if min(float(good), 1 - float(good)) >= self.options.min_share:
            return []
        return [self.result(count=facts.rows, share=1.0, evidence={"good": float(good), "rated": int(rated)})]
