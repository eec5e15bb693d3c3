"""TRN025 odd-initial-loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, curve
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding

_DENSE = 50
_SETTLED = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class OddInitialLossOptions(Options):
    """Options of odd-initial-loss."""

    __pydantic_config__ = SECTION

    high: Annotated[float, Field(gt=1)] = 3.0
    """Ratio of the first loss to the chance loss above which it is too high (and 0.1 above it)."""
    low: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Ratio of the first loss to the chance loss below which it is too low."""
    leap: Annotated[float, Field(gt=1)] = 30.0
    """Ratio of the first loss to those soon after above which it is reported if the chance loss is unknown."""
    sparse_leap: Annotated[float, Field(gt=1)] = 1000.0
    """The same ratio if points are more than fifty steps apart."""


class OddInitialLoss(TrainingFinding[OddInitialLossOptions]):
    """A first loss that an untrained model should not have.

    What it finds:
        First losses that are far from the chance loss or, where that is unknown, far above all losses that follow.

    Why it matters:
        An untrained classifier should be at ln C. A loss far above it means a last layer that is too large, a sum where
        a mean was meant, or labels outside the range; a loss far below it means a leak or a model that is not
        untrained.

    How it decides:
        The first loss (before the first step, from dataaudit probe) is above `high` times the chance loss plus 0.1, or
        below `low` times it. From a log alone: the first point of a loss is above `leap` times the median of the points
        that follow in the first twentieth of the run, at least five, by the end of which the loss has settled. The
        first rule does not apply to pretrained models.

    Example:
        1.8e13 at step 1 where ln 1000 is 6.9

    What to do:
        Scale down the initial weights of the last layer; check the reduction and the range of the labels.

    Known false alarms:
        Regression with unscaled targets; pretrained weights.

    Source:
        Karpathy 2019, a recipe for training neural networks
    """

    code = "TRN025"
    name = "odd-initial-loss"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the first loss is {first}, {compared} {expected}"
    options_class = OddInitialLossOptions
    causes: ClassVar[Mapping[str, str]] = {
        "scale": "the last layer or a normalisation is initialised too large",
        "reduction": "the loss is summed instead of averaged",
        "labels": "labels are outside the range of classes, or targets are not scaled",
        "leak": "the input reveals the target, or the model is already trained",
    }
    refuted_by = "the first loss is as expected with another seed for the initial weights"
    next_measurement = "dataaudit probe: loss reduction and initial variance by layer"
    explained_by = ("input-scale",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        expected = measure(facts, "initial_loss", "expected")
        first = measure(facts, "initial_loss", "loss")
        if expected is not None and first is not None:
            return self._against(first, expected)
        for split in ("train", "train_eval", "validation"):
            found = self._leap(curve(facts, split).finite())
            if found:
                return [found]
        return []

    def _against(self, first: float, expected: float) -> list[Result]:
        evidence = {"first": first, "expected": expected}
        if first > self.options.high * expected + 0.1:
            return [self.found(0.85, evidence | {"compared": "far above the expected"}, steps=(0, 0))]
        if first < self.options.low * expected:
            return [
                self.found(
                    0.95 if first < 0 else 0.7,
                    evidence | {"compared": "far below the expected"},
                    steps=(0, 0),
                    causes=("leak",),
                )
            ]
        return []

    def _leap(self, one: Curve) -> Result | None:
        if len(one) < 10:
            return None
        following = one.values[1 : 1 + max(5, len(one) // 20)]
        usual = float(np.median(following))
        distance = float(np.median(np.diff(one.steps[: len(following) + 1])))
        # Between two points of a sparse log a loss can fall by powers of ten.
        leap = self.options.leap if distance <= _DENSE else self.options.sparse_leap
        if usual <= 0 or one.values[0] <= leap * usual:
            return None
        # A loss that keeps falling at this rate is good training, not an outlier at the start.
        if float(np.median(following[-max(1, len(following) // 5) :])) < _SETTLED * usual:
            return None
        evidence = {"first": float(one.values[0]), "expected": usual, "compared": "while the points after it are about"}
        return self.found(0.7, evidence, steps=(one.steps[0], one.steps[min(5, len(one) - 1)]))
