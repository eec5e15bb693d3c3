"""TRN045 memory-risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRiskOptions(Options):
    """Options of memory-risk."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Share of the free memory beyond which training is at risk: estimates are up to a quarter off."""


class MemoryRisk(TrainingFinding[MemoryRiskOptions]):
    """A training run that needs more memory than there is.

    What it finds:
        Steps whose weights, gradients, optimizer states and activations will not fit, reported before the first step.

    Why it matters:
        A run that runs out of memory does so at its longest batch, which may be hours away.

    How it decides:
        States follow a formula. Activations are what autograd saves in two small forward passes on rows as long as the
        longest, extrapolated linearly to the batch. Reported when the peak exceeds `share` of the free memory.

    Example:
        21 GiB needed at the peak, 16 GiB free; 11 rows would fit, the batch has 32

    What to do:
        Use the batch that fits with gradient accumulation, checkpoint activations, compute in bf16, or shard states
        across devices (dataaudit recipes measures each).

    Known false alarms:
        Offloading and sharding that the estimate does not know about.

    Source:
        Rajbhandari et al. 2020 (ZeRO), DeepSpeed's estimators; activations measured
    """

    code = "TRN045"
    name = "memory-risk"
    severity = "warning"
    reads = ("memory",)
    message = (
        "training needs about {peak} bytes at its peak and {free} are free; {largest} rows would fit, the batch has "
        "{rows_of_batch}"
    )
    options_class = MemoryRiskOptions
    causes: ClassVar[Mapping[str, str]] = {
        "activations": "the batch or its longest row is large",
        "states": "weights, gradients and optimizer states alone take most of it",
    }
    refuted_by = "a step on the longest batch runs"
    next_measurement = "dataaudit recipes: time and memory of each recipe on this machine"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["memory"]
        if not table.height:
            return []
        row = table.row(0, named=True)
        if row["peak"] <= self.options.share * row["free"]:
            return []
        evidence = {
            "peak": row["peak"], "free": row["free"], "largest": row["largest_batch"],
            "rows_of_batch": row["batch_rows"],
            "states": row["states"], "activations": row["activations"],
        }  # fmt: skip
        first = "states" if row["states"] > row["activations"] else "activations"
        confidence = 0.95 if row["peak"] > row["free"] * 1.25 else 0.7
        return [self.found(confidence, evidence, causes=(first,))]
