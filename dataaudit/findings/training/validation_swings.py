"""TRN056 validation-swings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, Floats, curve, validations
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationSwingsOptions(Options):
    """Options of validation-swings."""

    __pydantic_config__ = SECTION

    evaluations: Annotated[int, Field(ge=6)] = 8
    """Fewest evaluations."""
    swing: Annotated[float, Field(gt=0)] = 0.3
    """Size of a step, as a share of the smaller value."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """Share of such steps."""


class ValidationSwings(TrainingFinding[ValidationSwingsOptions]):
    """A validation loss that swings while the training loss is smooth.

    What it finds:
        Validation losses that go up and down by large parts of their value from one evaluation to the next,
        beside a training loss that falls evenly.

    Why it matters:
        The best checkpoint is then a matter of luck, and early stopping stops anywhere. Running statistics of
        normalisation, too small a validation set or too high a learning rate are behind it.

    How it decides:
        Of the second half of at least `evaluations` evaluations, `share` of the steps between neighbours are
        larger than `swing` of their smaller value, up and down in turn, while the training loss has no such
        steps.

    Example:
        validation 0.80, 6.07, 0.79, 11.4, 0.81; training 0.40, 0.38, 0.36

    What to do:
        Evaluate on more rows; check normalisation in evaluation mode (momentum, batch size); lower the learning
        rate; average weights.

    Known false alarms:
        Evaluations on a different sample every time.

    Source:
        logs of public trainings with batch normalisation
    """

    code = "TRN056"
    name = "validation-swings"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "{series} loss swings between {low} and {high} while the training loss falls evenly"
    options_class = ValidationSwingsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "normalisation": "running statistics of normalisation differ from those of the batches",
        "few-rows": "the validation set is small",
        "learning-rate": "the learning rate is too high for single steps",
    }
    refuted_by = "evaluations of neighbouring checkpoints on all rows agree"
    next_measurement = "evaluate one checkpoint twice, in training and in evaluation mode"
    explained_by = ("non-finite-loss", "diverging")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = curve(facts, "train").finite()
        for one in validations(facts):
            found = self._judged(one.finite(), train)
            if found:
                return [found]
        return []

    def _judged(self, one: Curve, train: Curve) -> Result | None:
        if len(one) < self.options.evaluations or len(train) < 4 or one.values.min() <= 0:
            return None
        values = one.values[len(one) // 2 :]
        turns = _swings(values, self.options.swing)
        if turns < max(2, self.options.share * (len(values) - 1)) or _swings(
            train.values[len(train) // 2 :], self.options.swing
        ):
            return None
        evidence = {"series": one.split, "low": float(values.min()), "high": float(values.max()), "swings": turns}
        return self.found(0.7, evidence, steps=(float(one.steps[len(one) // 2]), float(one.steps[-1])), count=turns)


def _swings(values: Floats, swing: float) -> int:
    """Steps between neighbours that are larger than a share of the smaller value and followed by one the other way."""
    steps = np.diff(values)
    large = np.abs(steps) > swing * np.minimum(np.abs(values[:-1]), np.abs(values[1:]))
    turned = np.sign(steps[:-1]) != np.sign(steps[1:])
    return int((large[:-1] & turned).sum() + (large[-1:]).sum())
