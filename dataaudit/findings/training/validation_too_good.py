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
    """Evaluations below which nothing is said about curves."""
    shared_share: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """Share of validation rows that are training rows, from which on it is a leak."""
    accuracy: Annotated[float, Field(gt=0, le=1)] = 0.98
    """Accuracy that within the first twentieth of a run is too good."""


class ValidationTooGood(TrainingFinding[ValidationTooGoodOptions]):
    """Validation results that are better than they can be.

    What it finds:
        Validation rows that are training rows, a column that tells the target, validation losses below those of
        the training data in the same mode, and accuracies that are nearly perfect at once.

    Why it matters:
        The number on which decisions rest measures memory, or a leak, and not what the model will do.

    How it decides:
        Rows that both loaders give, over shared_share of the validation rows (by dataaudit probe), or a single
        input column from which a threshold tells the target. From curves: the validation loss is below the loss
        on training data in eval mode by more than three standard errors and a tenth of it at the end; or
        validation accuracy is over `accuracy` within the first twentieth of the run, which is information only,
        and none where the training data is as easy in eval mode. A
        validation loss below the loss of the training steps says nothing where there is dropout.

    Example:
        validation accuracy 0.995 after 2 % of the steps

    What to do:
        Look for duplicates across splits with dataaudit run, and for a column made from the label.

    Known false alarms:
        A validation set that is easier by design; tasks that are trivial.

    Source:
        Kapoor and Narayanan 2023 (leakage)
    """

    code = "TRN012"
    name = "validation-too-good"
    severity = "warning"
    reads = ("curves",)
    message = "validation is too good to be true: {why}"
    options_class = ValidationTooGoodOptions
    causes: ClassVar[Mapping[str, str]] = {
        "duplicates": "validation rows, or near copies of them, are among the training rows",
        "target": "an input column holds the target, or was made from it",
        "easier": "the validation rows are easier",
    }
    refuted_by = "the same score on rows that were collected later or elsewhere"
    next_measurement = "dataaudit run over both splits: LEK and DUP findings"
    explained_by = ("input-ignored",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        results = self._measured(facts) + self._early(facts) + self._below(facts)
        return sorted(results, key=lambda result: -(result.confidence or 0))[:1]

    def _measured(self, facts: Facts) -> list[Result]:
        shared = measure(facts, "shared_rows", "share")
        if shared is not None and shared > self.options.shared_share:
            evidence = {"why": f"{shared:.1%} of its rows are training rows", "shared": shared}
            return [self.found(0.95, evidence, causes=("duplicates",))]
        told = measure(facts, "target_column", "accuracy")
        if told is not None:
            column = int(measure(facts, "target_column", "column") or 0)
            evidence = {"why": f"input column {column} alone tells {told:.1%} of the targets", "column": column}
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
                evidence = {"why": f"{one.split} accuracy is {values[early].max():.3f} within a twentieth of the run"}
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
                why = f"{one.split} loss is {ended} of the training data in eval mode"
                return [
                    self.found(
                        0.4, {"why": why, "gap": end}, steps=(steps[0], steps[-1]), causes=("easier",), severity="info"
                    )
                ]
        return []
