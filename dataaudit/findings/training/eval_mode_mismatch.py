"""TRN013 eval-mode-mismatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve
from dataaudit.findings.training.measures import measure, where_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalModeMismatchOptions(Options):
    """Options of eval-mode-mismatch."""

    __pydantic_config__ = SECTION

    min_evaluations: Annotated[int, Field(ge=2)] = 3
    """Evaluations on training data below which nothing is said."""
    ratio: Annotated[float, Field(gt=1)] = 2.0
    """Loss in eval mode over the loss of the steps around it."""


class EvalModeMismatch(TrainingFinding[EvalModeMismatchOptions]):
    """A model that is another one in eval mode than in training.

    What it finds:
        Losses on training data in eval mode that are far above those of the training steps around them, and
        models that are trained in eval mode.

    Why it matters:
        What is trained is not what is evaluated and shipped: statistics of batch normalisation are stale, averaged
        weights were not swapped in, or dropout is off where it should be on.

    How it decides:
        At the last min_evaluations evaluations the loss in eval mode on training data is over `ratio` times the
        median loss of the steps since the evaluation before, and above it by a tenth of the first loss. The other
        direction is normal: dropout, augmentation and label smoothing raise the loss of the steps. The monitor tells
        a model whose dropout or batch normalisation is in eval mode during the steps.

    Example:
        training steps end at 2.9, the same data in eval mode has 59.7

    What to do:
        Look at the statistics and the momentum of batch normalisation, at averaged or schedule-free weights that must
        be swapped in for evaluation, and at calls of model.eval() without model.train().

    Known false alarms:
        Evaluation on another part of the data than is trained on at that time.

    Source:
        measured on public runs: 19 of 44 divergences are such, and 0 of 2,058 others
    """

    code = "TRN013"
    name = "eval-mode-mismatch"
    severity = "warning"
    reads = ("curves",)
    one_of = ("train_eval/loss", "probes")
    message = "train and eval mode disagree: {why}"
    options_class = EvalModeMismatchOptions
    causes: ClassVar[Mapping[str, str]] = {
        "statistics": "batch normalisation has stale statistics: momentum, tiny batches, or never updated",
        "weights": "averaged or schedule-free weights are not swapped in for evaluation",
        "mode": "model.eval() or model.train() is called at the wrong place",
    }
    refuted_by = "the same batch has the same loss in both modes with dropout set to 0"
    next_measurement = "dataaudit probe after training: the loss of one batch in both modes, by module"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        return self._mode(facts) or self._statistics(facts) or self._curves(facts)

    def _mode(self, facts: Facts) -> list[Result]:
        share = measure(facts, "mode", "steps_in_eval")
        if not share or share < 0.5:
            return []
        names = where_of(facts, "mode", "steps_in_eval")
        evidence = {"why": f"{names} in eval mode in {share:.0%} of the sampled steps", "share": share}
        return [self.found(0.9, evidence, where={"module": names}, causes=("mode",))]

    def _statistics(self, facts: Facts) -> list[Result]:
        frozen = measure(facts, "statistics", "never_updated")
        if not frozen:
            return []
        names = where_of(facts, "statistics", "never_updated")
        evidence = {"why": f"the statistics of {names} never change while the model trains", "modules": int(frozen)}
        return [self.found(0.9, evidence, where={"module": names}, causes=("statistics",))]

    def _curves(self, facts: Facts) -> list[Result]:
        evaluated, train = curve(facts, "train_eval").finite(), curve(facts, "train").finite()
        if not len(evaluated) or not len(train):
            return []
        scale = 0.1 * abs(train.start())
        judged: list[bool] = []
        pairs: list[tuple[float, float, float]] = []
        before = -np.inf
        for step, value in zip(evaluated.steps, evaluated.values, strict=True):
            near = train.values[(train.steps > before) & (train.steps <= step)]
            before = step
            if len(near) and step > train.steps[0]:
                usual = float(np.median(near[-20:]))
                judged.append(value > self.options.ratio * max(usual, 0.0) and value - usual > scale)
                pairs.append((float(step), float(value), usual))
        need = self.options.min_evaluations
        if len(judged) < need:
            return self.too_little(
                f"{len(judged)} evaluations on training data beside training steps, {need} are needed"
            )
        if not all(judged[-need:]):
            return []
        step, value, usual = pairs[-1]
        first = next(place for place in range(len(judged)) if all(judged[place:]))
        evidence = {"why": f"{value:.3g} in eval mode where the steps have {usual:.3g}", "eval": value, "train": usual}
        return [self.found(0.85, evidence, steps=(pairs[first][0], step))]
