"""TRN009 plateau."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve, training_curve
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import slope


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateauOptions(Options):
    """Options of plateau."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=10)] = 30
    """Fewest training-loss points needed to judge."""
    last_share: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Share of the run, at its end, that is judged."""
    negligible: Annotated[float, Field(ge=0)] = 0.01
    """Largest fall over that part, as a share of the progress made, that counts as no fall."""


class Plateau(TrainingFinding[PlateauOptions]):
    """A training loss that has stopped falling.

    What it finds:
        Runs whose training loss no longer changes in their last part.

    Why it matters:
        The rest of the run was wasted; or, if the loss is still high, the optimizer is stuck.

    How it decides:
        The Theil-Sen slope over the last last_share of the points: its 95% interval excludes a fall of more than
        `negligible`, or a fortieth, of the progress made. It is information; a warning if the loss is above 1.5 times a
        reference from the data and the learning rate had not been halved before.

    Example:
        the loss is 0.71 from step 3,000 to step 10,000

    What to do:
        Stop here, or lower the learning rate; if the loss is too high, raise capacity or check the data.

    Known false alarms:
        A run that has learned all there is to learn.

    Source:
        Sen 1968 (slope)
    """

    code = "TRN009"
    name = "plateau"
    severity = "info"
    of_the_end = True
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss has stopped falling: {last} since step {since}"
    options_class = PlateauOptions
    causes: ClassVar[Mapping[str, str]] = {
        "done": "the model has learned what it can",
        "learning-rate": "the learning rate is now too low, or too high to reach a lower loss",
        "capacity": "the model is too small",
    }
    refuted_by = "the loss falls again with another learning rate"
    next_measurement = "the learning-rate finder from the last checkpoint"
    explained_by = ("non-finite-loss", "diverging", "not-decreasing", "at-chance")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train, reason = training_curve(facts)
        if not len(train):
            return []
        if reason or len(train) < self.options.min_points:
            few = f"{len(train)} training-loss points; at least {self.options.min_points} are needed"
            return self.too_little(reason or few)
        begin = len(train) - int(len(train) * self.options.last_share)
        steps, values = train.steps[begin:], train.values[begin:]
        rate, low, high = slope(steps, values)
        span = float(steps[-1] - steps[0])
        progress = max(train.start() - float(train.smooth().min()), 0.0)
        most = max(self.options.negligible, 0.025) * progress
        if low > 0 and low * span > most:
            return []
        if -low * span > most:
            noisy = low <= 0 <= high
            return self.too_little("the last points are too noisy to show whether the loss falls") if noisy else []
        last = train.end()
        evidence = {"since": float(steps[0]), "last": last, "slope": rate, "progress": progress}
        reference = facts.metrics.get("training.baseline_loss")
        stuck = reference is not None and last > 1.5 * reference and not self._lowered(facts, float(steps[0]))
        severity = "warning" if stuck else None
        order = ("learning-rate", "capacity") if stuck else ()
        return [
            self.found(0.6 if stuck else 0.4, evidence, steps=(steps[0], steps[-1]), severity=severity, causes=order)
        ]

    def _lowered(self, facts: Facts, since: float) -> bool:
        rates = curve(facts, "train", "learning_rate").finite()
        if not len(rates):
            return False
        at_begin = rates.values[rates.steps <= since]
        return bool(len(at_begin) and at_begin[-1] < 0.5 * rates.values.max())
