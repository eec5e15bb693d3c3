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
    """Largest standard deviation relative to the mean; a larger one is flagged."""
    min_rows: Annotated[int, Field(ge=2)] = 20
    """Smallest number of rows that is judged."""


class LengthSpread(Finding[LengthSpreadOptions]):
    """Token lengths vary so much that batches are mostly padding.

    What it finds:
        A data set whose token lengths have a large standard deviation relative to their mean.

    Why it matters:
        In a randomly drawn batch, every text is padded to the length of the longest. Where lengths differ by orders of
        magnitude, most of the computation is padding, and a few long texts dominate the loss.

    How it decides:
        Standard deviation (of all rows, not of a sample) divided by the mean of the signal tokens, above max_ratio
        (1.0). Below min_rows rows (20) there is insufficient evidence.

    Example:
        99 texts of 10 tokens and one of 2,000: mean 30, standard deviation 198, ratio 6.6.

    What to do:
        Batch texts of similar length together (by token budget), or split or truncate the longest ones. For mixtures of
        tasks, raise findings.length-spread.max_ratio instead.

    Known false alarms:
        Mixtures of tasks (chat and books), whose lengths vary by design.

    Source:
        common practice
    """

    code = "LEN001"
    name = "length-spread"
    family = "length"
    severity = "warning"
    subject = "dataset"
    reads = ("length.tokens.mean", "length.tokens.std")
    message = "token lengths vary widely: the standard deviation is {ratio} times the mean ({std} and {mean} tokens)"

    options_class = LengthSpreadOptions

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if facts.rows < self.options.min_rows:
            return [self.insufficient(f"{facts.rows} rows; at least {self.options.min_rows} are needed")]
        mean, std = facts.metrics["length.tokens.mean"], facts.metrics["length.tokens.std"]
        if not mean or std is None or std / mean <= self.options.max_ratio:
            return []
        evidence = {"ratio": std / mean, "mean": mean, "std": std, "max": facts.metrics["length.tokens.max"]}
        return [self.result(count=1, evidence=evidence)]
