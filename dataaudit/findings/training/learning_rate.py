"""TRN034 learning-rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRateOptions(Options):
    """Options of learning-rate."""

    __pydantic_config__ = SECTION

    below: Annotated[float, Field(gt=1)] = 100.0
    """Factor below the rate of steepest descent, or below the valley if that is lower."""
    above: Annotated[float, Field(gt=0)] = 3.0
    """Factor below the rate of divergence."""


class LearningRate(TrainingFinding[LearningRateOptions]):
    """A learning rate far from the range the finder measured.

    What it finds:
        Runs whose learning rate is far below the rate of steepest descent, or near divergence.

    Why it matters:
        Too low a rate costs days; too high a rate costs the run.

    How it decides:
        The learning-rate finder is used where its seeds agree: the rate in use is below the steepest descent divided by
        `below`, or above the divergence divided by `above`.

    Example:
        1e-6 in use, steepest descent at 3e-3, divergence at 0.2

    What to do:
        Use the suggested rate, with warm-up.

    Known false alarms:
        Fine-tuning that is meant to stay near its starting point.

    Source:
        Smith 2017 (range test)
    """

    code = "TRN034"
    name = "learning-rate"
    severity = "warning"
    reads = ("finder",)
    message = "the learning rate {used} is too {kind} (steepest descent: {steepest}, divergence: {divergence})"
    options_class = LearningRateOptions
    causes: ClassVar[Mapping[str, str]] = {
        "rate": "the rate was copied from another model, batch size or optimizer",
        "units": "the rate was scaled by the number of devices or accumulated steps",
    }
    refuted_by = "the loss falls faster with the current rate than with the suggested one"
    next_measurement = "two short runs, one with the current rate and one with the suggested rate"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if not facts.tables["finder"].height:
            return []
        row = facts.tables["finder"].row(0, named=True)
        used = facts.metrics.get("training.learning_rate")
        if used is None:
            return []
        if not row["agree"]:
            return self.too_little("the seeds of the learning-rate finder disagree")
        evidence = {
            "used": float(used),
            "steepest": row["steepest"],
            "divergence": row["divergence"] or "beyond the tested range",
            "suggested": row["suggested"],
        }
        lowest = min(row["steepest"] or math.inf, row["valley"] or math.inf)
        if used < lowest / self.options.below and lowest < math.inf:
            return [self.found(0.92 if used < lowest / 1000 else 0.8, evidence | {"kind": "low"})]
        if row["divergence"] and used > row["divergence"] / self.options.above:
            return [self.found(0.92 if used > row["divergence"] else 0.8, evidence | {"kind": "high"})]
        return []
