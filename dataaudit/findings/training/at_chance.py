"""TRN003 at-chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, curve, training_curve, validations
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import centred_median, trend

_COMMON = (2, 3, 4, 5, 6, 10, 20, 100, 200, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtChanceOptions(Options):
    """Options of at-chance."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=4)] = 30
    """Fewest training-loss points needed to judge."""
    within: Annotated[float, Field(gt=0, lt=1)] = 0.03
    """Largest distance from the chance loss, as a share of it, that counts as chance level."""


class AtChance(TrainingFinding[AtChanceOptions]):
    """A training loss that stays at chance level.

    What it finds:
        Runs whose training loss ends where a model that ignores its input would end.

    Why it matters:
        The model has learned how frequent the labels are and nothing else.

    How it decides:
        The median of the last tenth of the points is within `within` of the chance loss: the entropy of the labels, or
        of the tokens, where the data audit or the monitor provides it, or the logarithm of the rows of a batch, where
        the first losses of an unknown kind are that. Without it, a loss within 0.3% of ln C counts, with less
        confidence, if C is a common number of classes, the accuracy (if logged) is about 1/C and the loss never fell
        below ln C. A loss that is still falling is not reported. With a known chance loss, a validation loss that never
        falls below 95% of it over six or more evaluations counts too.

    Example:
        6.908 over 185 evaluations with a thousand classes: ln 1000 is 6.908

    What to do:
        Check that inputs reach the model unchanged and that labels still match their inputs after shuffling, sorting
        and caching.

    Known false alarms:
        Labels that cannot be predicted from the input; a loss that passes this value on its way down.

    Source:
        cross-entropy of the prior: Cover and Thomas, Elements of Information Theory
    """

    code = "TRN003"
    name = "at-chance"
    severity = "warning"
    of_the_end = True
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the {series} {last}; guessing gives {chance}"
    options_class = AtChanceOptions
    causes: ClassVar[Mapping[str, str]] = {
        "labels": "labels were shuffled relative to their inputs",
        "inputs": "the inputs do not affect the output: constant, masked, zeroed or detached",
        "learning-rate": "the learning rate is too low to leave the starting point, or so high that all units died",
    }
    refuted_by = "accuracy on the training data is clearly above the share of the most frequent label"
    next_measurement = "dataaudit probe: overfit a single batch, then with zeroed inputs and with shuffled labels"
    explained_by = (
        "learning-rate",
        "update-ratio",
        "input-ignored",
        "non-finite-loss",
        "missing-gradients",
        "unchanged-parameters",
        "over-clipped",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train, reason = training_curve(facts)
        given = facts.metrics.get("training.chance_loss")
        if not len(train):
            return []
        if reason or len(train) < self.options.min_points:
            few = f"{len(train)} training-loss points; at least {self.options.min_points} are needed"
            return self.too_little(reason or few)
        if given is not None and (found := self._validation(facts, float(given))):
            return found
        if self._falling(train):
            return []
        last, best = train.end(), float(train.smooth().min())
        steps = (train.steps[0], train.steps[-1])
        if given is not None:
            if (
                last > 0
                and abs(last - given) <= self.options.within * given
                and best > (1 - 2 * self.options.within) * given
            ):
                return [
                    self.found(
                        0.95, {"series": "training loss ends at", "last": last, "chance": float(given)}, steps=steps
                    )
                ]
            return []
        for classes in _COMMON:
            chance = math.log(classes)
            near = abs(last - chance) <= 0.003 * chance and best > 0.985 * chance
            if near and self._accuracy_agrees(facts, classes):
                evidence = {"series": "training loss ends at", "last": last, "chance": chance, "classes": classes}
                return [self.found(0.6, evidence, steps=steps)]
        return []

    def _validation(self, facts: Facts, chance: float) -> list[Result]:
        """Judge the validation loss: a model that memorises its training data may still be at chance on other data."""
        for one in validations(facts):
            valid = one.finite()
            if len(valid) < 6 or chance <= 0 or self._falling(valid):
                continue
            lowest = float(centred_median(valid.values, 3)[1:].min())
            if lowest > 0.95 * chance:
                evidence = {"series": f"{one.split} loss never falls below", "last": lowest, "chance": chance}
                return [self.found(0.8, evidence, steps=(valid.steps[0], valid.steps[-1]), causes=("labels",))]
        return []

    def _falling(self, train: Curve) -> bool:
        """Whether the loss only passes this value on its way down."""
        late = train.values[-max(10, len(train) * 3 // 10) :]
        tau, chance = trend(late)
        third = len(late) // 3
        fall = float(np.median(late[:third]) - np.median(late[-third:]))
        return tau < -0.2 and chance < 0.01 and fall > 0.005 * abs(train.end())

    def _accuracy_agrees(self, facts: Facts, classes: int) -> bool:
        for split in ("train_eval", "train", "validation"):
            accuracy = curve(facts, split, "accuracy").finite()
            if len(accuracy) >= 5:
                end = accuracy.end() / (100 if accuracy.values.max() > 1.5 else 1)
                return end < 1.5 / classes
        return True
