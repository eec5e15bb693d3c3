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
    """Fewest evaluations on training data needed to judge."""
    ratio: Annotated[float, Field(gt=1)] = 2.0
    """Largest tolerated ratio of the loss in eval mode to the loss of the steps around it."""


class EvalModeMismatch(TrainingFinding[EvalModeMismatchOptions]):
    """A model that behaves differently in eval mode than in training.

    What it finds:
        Losses on training data in eval mode that are far above those of the training steps around them, and models that
        are trained in eval mode.

    Why it matters:
        The trained model is not the one that is evaluated and shipped: statistics of batch normalisation are stale,
        averaged weights were not swapped in, or dropout is off where it should be on.

    How it decides:
        At the last min_evaluations evaluations, the loss in eval mode on training data is more than `ratio` times the
        median loss of the steps since the previous evaluation, and higher by at least a tenth of the first loss. The
        opposite is normal: dropout, augmentation and label smoothing raise the loss of the steps. The monitor also
        reports a model whose dropout or batch normalisation is in eval mode during the steps, unless the part is frozen
        or the normalisation alone was set to it, and statistics that are still half zeros and ones after 200 batches.

    Example:
        training steps end at a loss of 2.9, the same data in eval mode at 59.7

    What to do:
        Check the statistics and the momentum of batch normalisation, averaged or schedule-free weights that must be
        swapped in for evaluation, and calls of model.eval() without a following model.train().

    Known false alarms:
        Evaluation on a different part of the data than the part being trained on.

    Source:
        measured on public runs: 19 of 44 divergences are such mismatches, and 0 of 2,058 other runs
    """

    code = "TRN013"
    name = "eval-mode-mismatch"
    severity = "warning"
    reads = ("curves",)
    one_of = ("train_eval/loss", "probes")
    message = "train and eval mode disagree: {why}"
    options_class = EvalModeMismatchOptions
    causes: ClassVar[Mapping[str, str]] = {
        "statistics": "batch normalisation has stale statistics: wrong momentum, tiny batches, or never updated",
        "weights": "averaged or schedule-free weights are not swapped in for evaluation",
        "mode": "model.eval() or model.train() is called in the wrong place",
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
        evidence = {"why": f"{names} in eval mode in {share:.1%} of the sampled steps", "share": share}
        return [self.found(0.9, evidence, where={"module": names}, causes=("mode",))]

    def _statistics(self, facts: Facts) -> list[Result]:
        frozen = measure(facts, "statistics", "never_updated")
        left = measure(facts, "statistics", "left")
        if not frozen and left:
            names = where_of(facts, "statistics", "left")
            why = f"the statistics of {names} are still {left:.0%} what they began with: their momentum is too small"
            return [self.found(0.9, {"why": why, "left": left}, where={"module": names}, causes=("statistics",))]
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
                f"{len(judged)} evaluations on training data after training steps; at least {need} are needed"
            )
        if not all(judged[-need:]):
            return []
        step, value, usual = pairs[-1]
        first = next(place for place in range(len(judged)) if all(judged[place:]))
        why = f"the loss is {value:.3g} in eval mode and {usual:.3g} in the training steps"
        evidence = {"why": why, "eval": value, "train": usual}
        return [self.found(0.85, evidence, steps=(pairs[first][0], step))]
