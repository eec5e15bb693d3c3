"""TRN049 zero-loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve
from dataaudit.findings.training.training_finding import TrainingFinding

_SOLVED = 1e-3
"""Share of the first loss from which a last step to 0 is that of a task that is solved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroLossOptions(Options):
    """Options of zero-loss."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Share of the points in the second half that are exactly 0."""
    points: Annotated[int, Field(ge=2)] = 3
    """Fewest such points."""


class ZeroLoss(TrainingFinding[ZeroLossOptions]):
    """A training loss that is exactly zero.

    What it finds:
        Trainings whose loss is exactly 0 throughout, or from some point on.

    Why it matters:
        A loss of a sum of logarithms is never exactly 0: it is masked, its targets are all ignored, or the
        answer is in the input. Nothing is learnt, and a curve at 0 looks like success.

    How it decides:
        At least `share` of the points in the second half of the training loss are exactly 0, at least `points`
        of them, and none is NaN; the loss was above a thousandth of its first value before.

    Example:
        loss 0.0 at all steps, gradient norm nan

    What to do:
        Decode one batch with its labels: are all of them ignored (-100), or do the inputs hold the answers?
        Print the loss before it is rounded or filtered.

    Known false alarms:
        A loss that is rounded to few places, or a hinge loss of a task that is solved.

    Source:
        huggingface/transformers issues on loss 0.0 with NaN gradients
    """

    code = "TRN049"
    name = "zero-loss"
    severity = "error"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss is exactly 0 at {zeros} of its last {points} points, from step {first} on"
    options_class = ZeroLossOptions
    causes: ClassVar[Mapping[str, str]] = {
        "ignored": "all labels of the batches are ignored",
        "masked": "NaN is replaced by 0 in the log",
        "leak": "the model sees the answers",
        "half-precision": "the loss underflows in fp16",
    }
    refuted_by = "the loss of one batch, computed in fp32 and not rounded, is above 0"
    next_measurement = "compute the loss of one decoded batch in fp32"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = curve(facts, "train")
        if len(train) < self.options.points or np.isnan(train.values).any():
            return []
        half = train.values[len(train) // 2 :]
        zeros = int((half == 0).sum())
        if zeros < self.options.points or zeros < self.options.share * len(half):
            return []
        first = int(np.flatnonzero(np.append(-1.0, train.values) != 0)[-1]) if train.values[-1] == 0 else 0
        first = min(first, len(train) - 1)
        above = train.values[train.values != 0]
        if len(above) and above[-1] < _SOLVED * abs(above[0]):
            return []  # it came down to 0 little by little
        norms = curve(facts, "train", "gradient_norm").values
        broken = bool(len(norms)) and not np.isfinite(norms).all()
        evidence = {"zeros": zeros, "points": len(half), "first": float(train.steps[first])}
        steps = (float(train.steps[first]), float(train.steps[-1]))
        return [self.found(0.9, evidence, steps=steps, count=zeros, causes=("masked", "ignored") if broken else ())]
