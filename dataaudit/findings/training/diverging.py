"""TRN004 diverging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, around_zero, covers, curve
from dataaudit.findings.training.training_finding import TrainingFinding

_FALLS = 0.8
"""Share of the second value below which the last ones are where the sums of a training fall."""
_FEW, _MANY_STEPS = 6, 20
"""Fewest points, and steps between them, that show sums of losses: the second is about as many times the first."""


_BEYOND = 3.0
"""How far beyond its earlier range a loss that keeps changing its sign must rise to be one that diverges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DivergingOptions(Options):
    """Options of diverging."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=6)] = 20
    """Fewest training-loss points needed for the full judgement."""
    lost: Annotated[float, Field(gt=0)] = 0.5
    """Share of the progress that must be lost again for a run to count as diverging."""


class Diverging(TrainingFinding[DivergingOptions]):
    """A training loss that rose and did not recover.

    What it finds:
        Runs whose training loss ends far above its best and stays there.

    Why it matters:
        The final model is worse than an earlier one; without a checkpoint from that time the work is lost.

    How it decides:
        On medians: all last points are above the best by more than `lost` of the progress from start to best, by more
        than six times the noise and by 5% of the level; or above twice the best, by more than six times the noise and a
        tenth of the progress; or, where there was no progress, a tenth above the start. With six to nineteen points,
        the last two must be above the first and above twice the best. Judged on the loss of the steps and on
        evaluations of training data; a rise of the validation loss alone is overfitting.

    Example:
        a loss that falls from 6.9 to 4.4 and then rises to 648

    What to do:
        Go back to the last checkpoint before the rise, divide the learning rate by 3 to 10, clip gradients, and warm up
        longer.

    Known false alarms:
        A change of the loss or of the data in the middle of a run; a curriculum that gets harder.

    Source:
        this project's definition, calibrated on synthetic runs; Goodfellow et al. 2016, section 11.4
    """

    code = "TRN004"
    name = "diverging"
    severity = "error"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the {series} rises from {best} at step {best_step} to {last} and stays there"
    options_class = DivergingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is too high, or rises too fast",
        "sign": "the loss is maximised: its sign, or that of the learning rate, is wrong",
        "accumulated": "gradients accumulate because they are never zeroed",
        "half-precision": "fp16 runs out of range or precision",
        "data": "part of the data is broken",
    }
    refuted_by = "the same checkpoint has a low loss on a fixed part of the training data"
    next_measurement = "the learning-rate finder from the last good checkpoint; gradient norms from the monitor"
    explained_by = ("non-finite-loss", "missing-zero-grad", "shuffle-off")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        short = []
        train = curve(facts, "train").finite()
        for one, series in (
            (train, "training loss"),
            (curve(facts, "train_eval").finite(), "loss on training data in eval mode"),
        ):
            if not len(one):
                continue
            if (why := around_zero(one)) and one.end() <= _BEYOND * float(np.abs(one.values[: len(one) // 2]).max()):
                short.append(why)
                continue
            if _sums(one):
                one = Curve(one.steps[1:], one.values[1:], one.split)
            few = len(one) < self.options.min_points
            found = self._far(one, series) if few else self._judged(one, series)
            # If the steps span the run and do not rise, a rising evaluation is a mismatch of modes.
            contradicted = (
                one is not train and covers(facts, train) and len(train) >= 20 and train.end() <= 1.1 * train.start()
            )
            if found and not contradicted:
                return [found]
            if few:
                short.append(f"{len(one)} points of the {series}; at least {self.options.min_points} are needed")
        return self.too_little(short[0]) if short else []

    def _far(self, one: Curve, series: str) -> Result | None:
        """Judge a curve of few points: the last two are above the first and above twice the best."""
        if len(one) < 6:
            return None
        at = int(np.argmin(one.values))
        best, last = float(one.values[at]), float(one.values[-2:].min())
        if at >= len(one) - 2 or last <= max(float(one.values[0]), 2 * best, best):
            return None
        evidence = {
            "series": series, "best": best, "best_step": float(one.steps[at]), "last": float(one.values[-1]),
            "first": float(one.values[0]),
        }  # fmt: skip
        return self.found(0.7, evidence, steps=(float(one.steps[at]), float(one.steps[-1])))

    def _judged(self, one: Curve, series: str) -> Result | None:
        smooth = one.smooth()
        best_at = int(np.argmin(smooth))
        best, start = float(smooth[best_at]), one.start()
        held = smooth[-max(5, len(one) // 50) :]
        last, lowest = float(np.median(held)), float(held.min())
        if len(one) - best_at < len(held):
            return None
        noise, progress = one.noise(), max(start - best, 0.0)
        before = float(np.median(np.abs(np.diff(one.values[: best_at + 1])))) if best_at > 3 else noise
        rise = lowest - best
        noise = min(noise, 3 * before) if before > 0 else noise
        if rise <= 6 * noise or rise <= 0.05 * abs(best):
            return None
        much = self.options.lost * progress
        if progress < 0.05 * abs(start):
            much = max(much, 0.1 * abs(start))
        doubled = best > 0 and lowest > 2 * best and rise > 0.1 * progress
        if rise <= much and not doubled:
            return None
        evidence = {
            "series": series, "best": best, "best_step": float(one.steps[best_at]), "last": last, "first": start,
            "noise": noise,
        }  # fmt: skip
        sign = best_at <= len(one) // 50 and progress < 0.05 * abs(start)
        confidence = 0.95 if lowest > start or rise > 20 * noise else 0.8
        steps = (float(one.steps[best_at]), float(one.steps[-1]))
        return self.found(confidence, evidence, steps=steps, causes=("sign", "learning-rate") if sign else ())


def _sums(one: Curve) -> bool:
    """Whether a log prints sums of losses since the record before, and its first is that of a single batch."""
    if len(one) < _FEW or one.steps[0] > 1 or one.values[0] <= 0:
        return False
    apart = float(one.steps[1] - one.steps[0])
    grown = float(one.values[1] / one.values[0])
    falls = one.end() < _FALLS * float(one.values[1])
    return falls and apart >= _MANY_STEPS and apart / 3 <= grown <= 3 * apart
