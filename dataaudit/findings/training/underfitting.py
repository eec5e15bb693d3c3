"""TRN010 underfitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, covers, curve, training_curve
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderfittingOptions(Options):
    """Options of underfitting."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=4)] = 20
    """Fewest training-loss points needed to judge."""
    margin: Annotated[float, Field(ge=0)] = 0.25
    """Share by which the loss must exceed the reference."""


class Underfitting(TrainingFinding[UnderfittingOptions]):
    """A model that does worse than a simple baseline on its own training data.

    What it finds:
        Runs that end with a training loss above that of a simple baseline computed from the same data.

    Why it matters:
        What a linear model or word counts can achieve can be learned; this model does not learn it.

    How it decides:
        The median of the last tenth of the points, of the loss in eval mode if there is one, is above the baseline by
        more than `margin` of it and three times the noise. If the loss still falls, or fell until the learning rate was
        lowered, it is information: more steps may help. The baseline is computed from the data (a linear model, tf-idf
        with logistic regression, a unigram model) or given with --baseline-loss. Without a baseline it is not assessed:
        no curve alone shows underfitting.

    Example:
        training loss 0.61, where logistic regression reaches 0.28

    What to do:
        Train longer if the loss still falls; otherwise raise the learning rate with the finder, or enlarge the model.

    Known false alarms:
        Losses that are not comparable: label smoothing, dropout or augmentation on one side only.

    Source:
        deepchecks' simple model comparison, for the idea
    """

    code = "TRN010"
    name = "underfitting"
    severity = "warning"
    of_the_end = True
    reads = ("curves", "baseline")
    not_for = ("gan", "rl", "several-models")
    message = "the training loss ends at {last}, above the {baseline} of a simple baseline ({kind})"
    options_class = UnderfittingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "time": "training stopped too early",
        "learning-rate": "the learning rate is too low or too high",
        "capacity": "the model is too small, or regularisation holds it back",
        "bug": "part of the model does not learn",
    }
    refuted_by = "the loss in eval mode on the training data is below the baseline"
    next_measurement = "dataaudit probe: can it overfit a single batch?"
    explained_by = (
        "non-finite-loss", "diverging", "not-decreasing", "at-chance", "missing-gradients", "unchanged-parameters",
    )  # fmt: skip

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train, reason = training_curve(facts)
        evaluated = curve(facts, "train_eval").finite()
        if len(evaluated) >= 5 and covers(facts, evaluated):
            # Dropout and augmentation raise the loss of the steps but not that of the baseline.
            train, reason = evaluated, ""
        baseline = facts.metrics["training.baseline_loss"]
        if not len(train) or baseline is None:
            return []
        if reason or len(train) < (5 if train.split == "train_eval" else self.options.min_points):
            few = f"{len(train)} training-loss points; at least {self.options.min_points} are needed"
            return self.too_little(reason or few)
        last = train.end()
        if last - baseline <= self.options.margin * abs(baseline) + 3 * train.noise():
            return []
        kind = str(facts.tables["baseline"]["kind"][0])
        evidence = {"last": last, "baseline": float(baseline), "kind": kind}
        falling = self._falling(facts, train, last - baseline)
        order = ("time", "learning-rate") if falling else ("capacity", "learning-rate")
        steps = (train.steps[0], train.steps[-1])
        severity = "info" if falling else None
        return [self.found(0.85, evidence | {"still_falling": falling}, steps=steps, causes=order, severity=severity)]

    def _falling(self, facts: Facts, train: Curve, missing: float) -> bool:
        """Whether the loss was still falling towards the baseline: at its end, or when the learning rate was halved."""
        stretch = max(4, len(train) * 3 // 10)
        end = len(train)
        rates = curve(facts, "train", "learning_rate").finite()
        if len(rates) and rates.values[-1] < 0.5 * rates.values.max():
            # A decayed learning rate stops the fall and hides what more steps would have done.
            high = rates.steps[rates.values >= 0.5 * rates.values.max()]
            end = max(int(np.searchsorted(train.steps, high[-1])), stretch)
        late = train.values[end - stretch : end]
        half = len(late) // 2
        return float(np.median(late[:half]) - np.median(late[half:])) > 0.05 * missing
