"""TRN016 exploding-gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, logged
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import trailing_median, trailing_spread

WINDOW = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplodingGradientsOptions(Options):
    """Options of exploding-gradients."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=5)] = 8
    """Fewest gradient norms needed to judge."""
    decades: Annotated[float, Field(gt=0)] = 1.0
    """Least rise over the norms before, in powers of ten."""
    spreads: Annotated[float, Field(gt=0)] = 8.0
    """Least rise, in spreads of the logarithm of the norms before."""


class ExplodingGradients(TrainingFinding[ExplodingGradientsOptions]):
    """Gradient norms that jump by powers of ten.

    What it finds:
        Steps whose gradient norm, before clipping, is many times that of the steps before: at least twice within ten
        points, or once by a factor of over a thousand.

    Why it matters:
        One such step can undo thousands of steps. Gradients explode a few steps before the loss does, so there is time
        to act.

    How it decides:
        The logarithm of the norm is above the median of the fifty points before by `decades` and by `spreads` spreads,
        at two of ten points, or by three decades at one. The comparison is with the run's own history, because an
        absolute threshold depends on the size of the model and the scale of the loss. Norms during the first twentieth
        of a run are not judged unless they exceed three decades.

    Example:
        0.24, 0.95, 2.4, 16, 145, 960 within six steps

    What to do:
        Clip gradients at the ninetieth percentile of the usual norms, lower the learning rate, and warm up longer.

    Known false alarms:
        Norms near zero of a model that has fitted its data, where any batch stands out.

    Source:
        Pascanu et al. 2013 (clipping); BLOOM's chronicles (gradients lead the loss by about four steps)
    """

    code = "TRN016"
    name = "exploding-gradients"
    severity = "warning"
    reads = ("curves",)
    one_of = ("train/gradient_norm",)
    not_for = ("gan", "several-models")
    message = (
        "gradient norms jump at {count} {count:point|points}, up to {value} at step {step}, where {level} is usual"
        "{recovered}"
    )
    options_class = ExplodingGradientsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is too high",
        "depth": "the model is deep or recurrent, without normalisation or clipping",
        "data": "a batch is unlike the others",
        "accumulated": "gradients accumulate because they are never zeroed",
    }
    refuted_by = "norms before fp16 scaling and before clipping are steady"
    next_measurement = "gradient norms by layer: TrainingMonitor and its gradient-flow plot"
    explained_by = ("non-finite-loss", "missing-zero-grad")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        norms = logged(facts, "train", "gradient_norm").finite()
        positive = norms.values > 0
        norms = Curve(norms.steps[positive], norms.values[positive])
        if not len(norms):
            return []
        if len(norms) < self.options.min_points:
            return self.too_little(f"{len(norms)} gradient norms; at least {self.options.min_points} are needed")
        decades = np.log10(norms.values)
        level, scale = trailing_median(decades, WINDOW), trailing_spread(decades, WINDOW)
        level[:5], scale[:5] = np.nan, np.nan
        with np.errstate(invalid="ignore"):
            rise = decades - level
            least = np.maximum(self.options.decades, self.options.spreads * scale)
            high = rise > least
            huge = rise > np.maximum(3.0, self.options.spreads * scale)
        # Any norm is large next to a norm near zero: a jump must also exceed the run's usual norm.
        high &= decades > np.median(decades) + 0.5 * self.options.decades
        settled = np.arange(len(high)) >= max(5, len(high) // 20)
        counts = np.concatenate([[0], np.cumsum(high & settled)])
        places = np.arange(len(high))
        window = counts[np.minimum(places + 6, len(high))] - counts[np.maximum(places - 5, 0)] >= 2
        told = (high & settled & window) | huge
        if not told.any():
            return []
        places = np.flatnonzero(told)
        top = int(places[np.argmax(norms.values[places])])
        later = decades[-max(3, len(decades) // 20) :]
        back = bool(np.median(later) < np.median(decades) + self.options.decades)
        evidence = {
            "value": float(norms.values[top]),
            "level": float(10 ** level[top]),
            "step": float(norms.steps[top]),
            "at_steps": [float(step) for step in norms.steps[places[:50]]],
            "recovered": "; the norm recovers" if back else "",
        }
        confidence = 0.9 if rise[places].max() > 2 else 0.7
        steps = (norms.steps[places].min(), norms.steps[places].max())
        return [self.found(confidence, evidence, steps=steps, count=len(places))]
