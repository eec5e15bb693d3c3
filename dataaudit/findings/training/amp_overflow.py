"""TRN036 amp-overflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Floats, logged
from dataaudit.findings.training.training_finding import TrainingFinding

_LONG = 20
"""Usual distances between two values that are a long way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmpOverflowOptions(Options):
    """Options of amp-overflow."""

    __pydantic_config__ = SECTION

    collapse: Annotated[float, Field(gt=1)] = 8.0
    """Factor by which the loss scale falls within twenty logged points."""
    min_scale: Annotated[float, Field(gt=0)] = 1.0
    """Loss scale below which gradients underflow."""
    skipped_share: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Largest tolerated share of skipped steps after the first hundred points."""


class AmpOverflow(TrainingFinding[AmpOverflowOptions]):
    """A gradient scaler that keeps overflowing.

    What it finds:
        Loss scales that collapse or fall below one, and runs whose scaler keeps skipping steps.

    Why it matters:
        Skipped steps teach the model nothing, and fp16 divergence shows as a collapsed loss scale before it shows in
        the loss.

    How it decides:
        The scale falls by a factor of `collapse` within twenty points, after it has held once; or it is below
        min_scale; or more than skipped_share of the steps after the first hundred, or in the second half of a log that
        counts them, are skipped. The halvings of the
        first steps do not count: that is how a scaler finds its scale. A log with few points is judged by the collapse
        alone.

    Example:
        1,048,576, 524,288, 262,144, 131,072, 65,536, 32,768 within seven steps

    What to do:
        Use bf16. Otherwise mask with -1e4 instead of -inf, compute softmax and norms in fp32, and lower the learning
        rate.

    Known false alarms:
        A scale that falls once and recovers after a resumed run.

    Source:
        Micikevicius et al. 2018; BLOOM's chronicles
    """

    code = "TRN036"
    name = "amp-overflow"
    severity = "warning"
    reads = ("curves",)
    one_of = ("train/loss_scale", "train/skipped")
    message = "fp16 overflows: {why}"
    options_class = AmpOverflowOptions
    causes: ClassVar[Mapping[str, str]] = {
        "divergence": "the run diverges: activations or gradients grow",
        "mask": "masks use values outside the range of fp16",
        "range": "sums, squares or exponentials are computed in fp16",
    }
    refuted_by = "the same steps are stable in bf16 or fp32"
    next_measurement = "activation statistics of dataaudit probe: find the module with the largest output"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        scales = logged(facts, "train", "loss_scale").finite()
        skipped = logged(facts, "train", "skipped").finite()
        if not len(scales) and not len(skipped):
            return []
        if len(scales) < 4 and len(skipped) < 4:
            return self.too_little(f"{len(scales)} logged loss scales; at least 4 are needed")
        return self._collapsed(scales.steps, scales.values) or self._skipped(skipped.steps, skipped.values)

    def _collapsed(self, steps: Floats, values: Floats) -> list[Result]:
        # A scaler halves its scale at first until it fits: only a fall after that is a collapse. Of one that is printed
        # where it falls, a long way between two values says that it has held.
        if len(values) < 2:
            return []
        distances = np.diff(steps)
        held = np.flatnonzero((np.diff(values) >= 0) | (distances > _LONG * np.median(distances)))
        begin = int(held[0]) if len(held) else len(values)
        for place in range(begin, len(values)):
            ahead = values[place : place + 20]
            low = place + int(np.argmin(ahead))
            if values[place] >= self.options.collapse * values[low] and low > place:
                place = place + int(np.flatnonzero(values[place : low + 1] == values[place])[-1])
                began, ended = f"{values[place]:g} at step {steps[place]:g}", f"{values[low]:g} at step {steps[low]:g}"
                why = f"the loss scale fell from {began} to {ended}"
                evidence = {"why": why, "from": float(values[place]), "to": float(values[low])}
                return [self.found(0.9, evidence, steps=(steps[place], steps[low]))]
        below = np.flatnonzero(values < self.options.min_scale)
        if len(below):
            first = int(below[0])
            evidence = {
                "why": f"the loss scale is {values[first]:g} at step {steps[first]:g}",
                "to": float(values[first]),
            }
            return [self.found(0.9, evidence, steps=(steps[first], steps[-1]))]
        return []

    def _skipped(self, steps: Floats, values: Floats) -> list[Result]:
        counted = (
            len(values) >= 4
            and (np.diff(values) >= 0).all()
            and values[-1] > 1
            and values[-1] > values[0]
            and len(np.unique(values)) > 2
        )
        if counted and steps[-1] > steps[0]:  # all skipped steps so far, as DeepSpeed counts them
            half = len(values) // 2
            share = float(values[-1] - values[half]) / max(float(steps[-1] - steps[half]), 1.0)
            if share <= self.options.skipped_share:
                return []
            why = f"{share:.0%} of the steps after step {steps[half]:g} were skipped"
            return [
                self.found(0.9, {"why": why, "share": share}, steps=(steps[half], steps[-1]), count=int(values[-1]))
            ]
        late = values[100:]
        share = float((late > 0).mean()) if len(late) else 0.0
        if share <= self.options.skipped_share:
            return []
        evidence = {"why": f"{share:.1%} of the steps after the first hundred were skipped", "share": share}
        return [self.found(0.9, evidence, steps=(steps[100], steps[-1]), count=int((late > 0).sum()))]
