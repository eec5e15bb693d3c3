"""TRN008 oscillating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Floats, covers, curve
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import centred_median, neighbour_correlation, spread

_LONGEST = 12
"""Points of the longest period of an oscillation; longer ones may be those of epochs."""
_MOST = 0.5
"""Share of the variance that a period must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OscillatingOptions(Options):
    """Options of oscillating."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=10)] = 50
    """Fewest training-loss points needed to judge."""
    share: Annotated[float, Field(gt=0)] = 0.2
    """Spread around the trend, as a share of the progress made, above which a loss oscillates."""
    growth: Annotated[float, Field(gt=1)] = 3.0
    """Factor by which the spread grows over the run."""


class Oscillating(TrainingFinding[OscillatingOptions]):
    """A training loss that oscillates instead of settling.

    What it finds:
        Losses whose oscillations are large relative to the progress made and either grow or alternate from point to
        point.

    Why it matters:
        The optimizer steps over the minimum; the final loss is left to chance.

    How it decides:
        The spread of the second half around its trend is over `share` of the progress from the first points to the
        lowest trend value, and it is `growth` times that of the second quarter, or neighbouring points are on opposite
        sides (correlation below -0.4, over 65% sign changes), or a period of at most 12 points holds half of the
        variance. Noise from small batches neither grows nor alternates.

    Example:
        0.9, 0.3, 0.9, 0.2, 1.0, 0.3

    What to do:
        Halve the learning rate or double the batch size; shuffle the data.

    Known false alarms:
        Several tasks that alternate.

    Source:
        detrended spread and autocorrelation: Box and Jenkins 1976; thresholds calibrated on synthetic runs
    """

    code = "TRN008"
    name = "oscillating"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss oscillates by {swing} around its trend, {share_of_progress} times the progress made"
    options_class = OscillatingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is too high",
        "batch": "batches are too small, or each has a single class",
        "order": "the data is sorted instead of shuffled",
    }
    refuted_by = "the loss in eval mode on a fixed part of the training data falls smoothly"
    next_measurement = "the learning-rate finder; the order of labels from dataaudit probe"
    explained_by = ("non-finite-loss", "diverging")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = curve(facts, "train").finite()
        if not len(train):
            return []
        if len(train) < self.options.min_points:
            return self.too_little(f"{len(train)} training-loss points; at least {self.options.min_points} are needed")
        if not covers(facts, train):
            return self.too_little("the training loss covers only part of the run")
        course = centred_median(train.values, 11)
        residual = train.values - course
        count = len(residual)
        early, late = residual[count // 4 : count // 2], residual[count // 2 :]
        swing = spread(late)
        progress = max(train.start() - float(course.min()), 0.0)
        level = max(progress, 1e-3 * abs(train.start()))
        if not swing or swing <= self.options.share * level:
            return []
        growth = swing / spread(early) if spread(early) > 0 else np.inf
        sign = np.sign(late[late != 0])
        alternating = float((np.diff(sign) != 0).mean()) if len(sign) > 1 else 0.0
        correlation = neighbour_correlation(late)
        zigzag = (correlation < -0.4 and alternating > 0.65) or _periodic(late)
        if growth < self.options.growth and not zigzag:
            return []
        evidence = {
            "swing": swing,
            "share_of_progress": round(swing / level, 3),
            "growth": round(float(min(growth, 1e6)), 3),
            "correlation": round(correlation, 3),
        }
        steps = (train.steps[count // 2], train.steps[-1])
        return [self.found(0.7, evidence, steps=steps, causes=("order", "batch") if zigzag and growth < 1.5 else ())]


def _periodic(residual: Floats) -> bool:
    """Whether one period of 3 to 12 points, with its neighbours in the spectrum, holds most of the variance."""
    power = np.abs(np.fft.rfft(residual - residual.mean())) ** 2
    periods = len(residual) / np.maximum(np.arange(len(power)), 1e-9)
    short = np.flatnonzero((periods >= 3) & (periods <= _LONGEST))
    if len(short) < 3 or len(residual) < 4 * _LONGEST or not power.sum():
        return False
    top = int(short[np.argmax(power[short])])
    return bool(power[max(top - 1, 1) : top + 2].sum() > _MOST * power[1:].sum())
