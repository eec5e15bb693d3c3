"""TRN012 validation-too-good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve, last_step, validations
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationTooGoodOptions(Options):
    """Options of validation-too-good."""

    __pydantic_config__ = SECTION

    min_evaluations: Annotated[int, Field(ge=3)] = 5
    """Fewest evaluations needed to judge curves."""
    shared_share: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """Share of validation rows that are training rows, above which it is a leak."""
    accuracy: Annotated[float, Field(gt=0, le=1)] = 0.98
    """Accuracy that is too good within the first twentieth of a run."""


class ValidationTooGood(TrainingFinding[ValidationTooGoodOptions]):
    """Validation results that are better than they can be.

    What it finds:
        Validation rows that are also training rows, a column that reveals the target, validation losses below those of
        the training data in the same mode, and accuracies that are almost perfect at once.

    Why it matters:
        The number that decisions rest on measures memorisation or a leak, not what the model will do.

    How it decides:
        dataaudit probe finds rows that both loaders give, over shared_share of the validation rows, or a single input
        column from which a threshold predicts the target. From curves: the validation loss is below the loss on
        training data in eval mode by more than three standard errors and a tenth of it at the end; or the validation
        accuracy exceeds `accuracy` within the first twentieth of the run, which is information only and is not reported
        if the training data is as easy in eval mode. A validation loss below the loss of the training steps means
        nothing if there is dropout.

    Example:
        validation accuracy 0.995 after 2% of the steps

    What to do:
        Look for duplicates across splits with dataaudit run, and for a column derived from the label.

    Known false alarms:
        A validation set that is easier by design; trivial tasks.

    Source:
        Kapoor and Narayanan 2023 (leakage)
    """

    code = "TRN012"
    name = "validation-too-good"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "validation results are implausibly good: {why}"
    options_class = ValidationTooGoodOptions
    causes: ClassVar[Mapping[str, str]] = {
        "duplicates": "validation rows, or near copies of them, are among the training rows",
        "target": "an input column contains the target or is derived from it",
        "easier": "the validation rows are easier",
    }
    refuted_by = "the same score on rows collected later or elsewhere"
    next_measurement = "dataaudit run over both splits: LEK and DUP findings"
    explained_by = ("input-ignored",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        results = self._measured(facts) + self._early(facts) + self._below(facts)
        return sorted(results, key=lambda result: -(result.confidence or 0))[:1]

    def _measured(self, facts: Facts) -> list[Result]:
        shared = measure(facts, "shared_rows", "share")
        if shared is not None and shared > self.options.shared_share:
            evidence = {"why": f"{shared:.1%} of the validation rows are training rows", "shared": shared}
            return [self.found(0.95, evidence, causes=("duplicates",))]
        told = measure(facts, "target_column", "accuracy")
        if told is not None:
            column = int(measure(facts, "target_column", "column") or 0)
            evidence = {"why": f"input column {column} alone predicts {told:.1%} of the targets", "column": column}
            return [self.found(0.8, evidence, causes=("target",))]
        return []

    def _early(self, facts: Facts) -> list[Result]:
        train = curve(facts, "train_eval", "accuracy").finite()
        for one in validations(facts, "accuracy"):
            values = one.finite().values / (100 if len(one) and np.nanmax(one.values) > 1.5 else 1)
            early = one.finite().steps <= 0.05 * last_step(facts)
            if (
                len(values) >= self.options.min_evaluations
                and early.any()
                and values[early].max() > self.options.accuracy
                and not (len(train) and train.values.max() * (1 if train.values.max() <= 1.5 else 0.01) > values.max())
            ):
                evidence = {
                    "why": f"{one.split} accuracy reaches {values[early].max():.3f} in the first twentieth of the run"
                }
                return [self.found(0.4, evidence, severity="info", steps=(0, float(one.finite().steps[early][-1])))]
        return []

    def _below(self, facts: Facts) -> list[Result]:
        train = curve(facts, "train_eval").finite()
        for one in validations(facts):
            valid = one.finite()
            steps = np.intersect1d(train.steps, valid.steps)
            if len(steps) < self.options.min_evaluations:
                continue
            ours = train.values[np.isin(train.steps, steps)][len(steps) // 2 :]
            theirs = valid.values[np.isin(valid.steps, steps)][len(steps) // 2 :]
            gap = ours - theirs
            error = float(gap.std(ddof=1)) / np.sqrt(len(gap)) if len(gap) > 1 else np.inf
            end = float(np.median(gap[-3:]))
            if end > 3 * error and end > 0.1 * abs(float(np.median(ours[-3:]))) and gap.min() > 0:
                ended = f"{float(np.median(theirs[-3:])):.3g}, below {float(np.median(ours[-3:])):.3g}"
                why = f"{one.split} loss is {ended} on the training data in eval mode"
                return [
                    self.found(
                        0.4, {"why": why, "gap": end}, steps=(steps[0], steps[-1]), causes=("easier",), severity="info"
                    )
                ]
        return []
