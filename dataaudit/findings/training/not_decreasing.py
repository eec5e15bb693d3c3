"""TRN002 not-decreasing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import training_curve
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import slope, trend


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDecreasingOptions(Options):
    """Options of not-decreasing."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=4)] = 30
    """Fewest training-loss points needed to judge."""
    min_drop: Annotated[float, Field(ge=0)] = 0.02
    """Smallest fall from the first to the last points, as a share of the first, that counts as a decrease."""


class NotDecreasing(TrainingFinding[NotDecreasingOptions]):
    """A training loss that does not fall.

    What it finds:
        Runs whose training loss ends about where it started.

    Why it matters:
        The model learns nothing, and the run only costs time.

    How it decides:
        The median of the last tenth of the points is less than min_drop below that of the first three, the loss did not
        fall in between, and there is no fall over the whole run: no Mann-Kendall trend, and a Theil-Sen slope whose 95%
        interval excludes a fall of 2.5 times min_drop. A loss that rises first and only returns to where it started
        counts too. Runs with fewer than min_points points, a log that covers only part of the run, and points too noisy
        to tell are not judged; a loss that falls and comes back is diverging.

    Example:
        2.303, 2.305, 2.301, ... 2.304 over 500 steps with ten classes

    What to do:
        Try to overfit a single batch (dataaudit probe), check that the optimizer holds the parameters, and run the
        learning-rate finder.

    Known false alarms:
        Further training of a model that has already learned the data; a log that starts late.

    Source:
        Mann 1945 and Kendall 1975 (trend); SageMaker Debugger's LossNotDecreasing, for the question
    """

    code = "TRN002"
    name = "not-decreasing"
    severity = "warning"
    of_the_end = True
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss does not fall: {first} at the start, {last} at the end ({points} points)"
    options_class = NotDecreasingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is far too low, or so high that the loss jumps about",
        "gradients": "gradients do not reach the parameters, or the optimizer does not hold them",
        "labels": "labels do not match their inputs",
        "inputs": "the inputs are constant, or their scale saturates the first layer",
    }
    refuted_by = "the loss in eval mode on a fixed part of the training data falls"
    next_measurement = "dataaudit probe: the single-batch test with its controls, and the learning-rate finder"
    explained_by = (
        "input-ignored",
        "non-finite-loss",
        "diverging",
        "missing-gradients",
        "unchanged-parameters",
        "at-chance",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train, reason = training_curve(facts)
        if not len(train):
            return []
        if reason:
            return self.too_little(reason)
        if len(train) < self.options.min_points:
            return self.too_little(f"{len(train)} training-loss points; at least {self.options.min_points} are needed")
        steps, values = train.steps, train.values
        first, last, noise = float(np.median(values[:3])), train.end(), train.noise()
        if first - last > max(self.options.min_drop * abs(first), 3 * noise):
            return []
        best = float(train.smooth().min())
        if train.start() - best > max(10 * self.options.min_drop * abs(first), 6 * noise):
            return []
        # A sparse log may have a single point from before the fall.
        if values[0] - last > max(0.1 * abs(values[0]), 6 * noise) and values[0] > first + 6 * noise:
            return []
        tau, chance = trend(values)
        # However noisy single points are: their trend shows that a fifth is gone.
        if first - last > 0.2 * abs(first) and tau < -0.1 and chance < 1e-3:
            return []
        rate, lowest, _ = slope(steps, values)
        span = float(steps[-1] - steps[0])
        rose_first = float(train.smooth().max()) - first > max(3 * noise, self.options.min_drop * abs(first))
        if not rose_first and tau < 0 and chance < 1e-3 and -rate * span > self.options.min_drop / 10 * abs(first):
            return []
        if not rose_first and -lowest * span > 2.5 * self.options.min_drop * abs(first):
            return self.too_little("the points are too noisy to show whether the loss falls")
        drop = (first - last) / abs(first) if first else 0.0
        evidence = {"first": first, "last": last, "points": len(train), "drop": round(drop, 5), "tau": round(tau, 3)}
        return [self.found(0.9, evidence, steps=(train.steps[0], train.steps[-1]))]
