"""LEN001 length-spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Finding, Options, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthSpreadOptions(Options):
    """Options of length-spread."""

    __pydantic_config__ = SECTION

    max_ratio: Annotated[float, Field(gt=0)] = 1.0
    """Standard deviation over mean above which lengths count as spread."""
    min_rows: Annotated[int, Field(ge=2)] = 20
    """Rows below which nothing is said."""


class LengthSpread(Finding[LengthSpreadOptions]):
    """Token lengths differ so much that batches are mostly padding.

    What it finds:
        A data set whose token lengths have a large standard deviation for their mean.

    Why it matters:
        In batches drawn at random every text is padded to the longest one. Where lengths differ by orders of
        magnitude most of the computation goes into padding, and a few long texts dominate the loss.

    How it decides:
        Standard deviation (of all rows, not of a sample) over mean of the signal tokens, above max_ratio (1.0).
        Below min_rows rows (20) there is too little to judge.

    Example:
        99 texts of 10 tokens and one of 2,000: mean 30, standard deviation 198, ratio 6.6.

    What to do:
        Batch texts of similar length together (by token budget), or split or truncate the longest ones.

    Known false alarms:
        Mixtures of tasks (chat beside books) are spread by design; batch by length and raise max_ratio.

    Source:
        seed check; ours
    """

    code = "LEN001"
    name = "length-spread"
    family = "length"
    severity = "warning"
    subject = "dataset"
    reads = ("length.tokens.mean", "length.tokens.std")
    message = "token lengths vary by {ratio} times their mean (mean {mean}, standard deviation {std})"

    options_class = LengthSpreadOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if facts.rows < self.options.min_rows:
            return [self.insufficient(f"{facts.rows} rows, {self.options.min_rows} are needed")]
        mean, std = facts.metrics["length.tokens.mean"], facts.metrics["length.tokens.std"]
        if not mean or std is None or std / mean <= self.options.max_ratio:
            return []
        evidence = {"ratio": std / mean, "mean": mean, "std": std, "max": facts.metrics["length.tokens.max"]}
        return [self.result(count=1, evidence=evidence)]
