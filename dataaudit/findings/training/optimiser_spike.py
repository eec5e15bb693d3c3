"""TRN007 optimiser-spike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, curve, logged
from dataaudit.findings.training.spikes import Spike, find_spikes
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import trailing_median


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimiserSpikeOptions(Options):
    """Options of optimiser-spike."""

    __pydantic_config__ = SECTION

    relative: Annotated[float, Field(gt=0)] = 0.05
    """See loss-spike."""
    spreads: Annotated[float, Field(gt=0)] = 8.0
    """See loss-spike."""
    rise: Annotated[float, Field(gt=1)] = 10.0
    """Factor by which the gradient norm rises over the steps before the spike."""


class OptimiserSpike(TrainingFinding[OptimiserSpikeOptions]):
    """Loss spikes caused by the optimizer.

    What it finds:
        Spikes preceded by a gradient norm that rises over several steps, a jump of the learning rate or a falling loss
        scale.

    Why it matters:
        The loss may not recover from the next such spike. Lower learning rates, clipping or another beta2 prevent it;
        dropping rows does not.

    How it decides:
        Before the first point of a spike, the gradient norm rose by a factor of `rise` over at most eight steps, at
        least three of them rising; or the learning rate at most five steps before is over 2.5 times the highest of the
        fifty steps earlier; or the loss scale falls to a quarter within ten points around it. Where single points are
        too noisy for a spike, a learning rate that jumps to five times its median is reported if the eight losses after
        it exceed the thirty before by four standard errors.

    Example:
        gradient norms 0.24, 0.95, 2.4, 16, 145, 960, then a loss of 5.1 where 2.2 was usual

    What to do:
        Go back about a hundred steps and skip the batches up to the spike, lower the learning rate by a tenth to a
        third, clip gradients, set beta2 to 0.95, add z-loss or normalise queries and keys.

    Known false alarms:
        An intended warm restart of the learning rate.

    Source:
        BLOOM's training chronicles; Chowdhery et al. 2022 (PaLM); Zhang et al. 2022 (OPT)
    """

    code = "TRN007"
    name = "optimiser-spike"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "{count} loss {count:spike comes|spikes come} from the optimizer: {why} before step {step}"
    options_class = OptimiserSpikeOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is too high or was raised abruptly",
        "moments": "second moments are out of date: beta2 is too high",
        "half-precision": "fp16 is at the end of its range",
    }
    refuted_by = "the same batches have the same high loss with an earlier checkpoint"
    next_measurement = "replay the batches of the spike from a checkpoint a hundred steps earlier"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = logged(facts, "train").finite()
        spikes = find_spikes(train, self.options.relative, self.options.spreads)
        norms = logged(facts, "train", "gradient_norm").finite()
        rates = curve(facts, "train", "learning_rate").finite()
        scales = logged(facts, "train", "loss_scale").finite()
        told = []
        for spike in spikes:
            why = self._why(spike, norms, rates, scales)
            if why:
                told.append((spike, why))
        if not told:
            told = self._after_jumps(train, rates)
        if not told:
            return []
        spike, why = max(told, key=lambda one: one[0].value - one[0].level)
        evidence = {"why": why, "step": spike.step, "value": spike.value, "level": spike.level,
                    "at_steps": [one.step for one, _ in told[:50]]}  # fmt: skip
        steps = (min(one.step for one, _ in told), max(one.step for one, _ in told))
        order = ("half-precision",) if "loss scale" in why else ("learning-rate",)
        return [self.found(0.8, evidence, steps=steps, count=len(told), causes=order)]

    def _after_jumps(self, train: Curve, rates: Curve) -> list[tuple[Spike, str]]:
        """Find rises after a jump of the learning rate that only the mean of several points shows."""
        if len(rates) < 60 or len(train) < 60:
            return []
        usual = trailing_median(rates.values, 50)
        with np.errstate(invalid="ignore"):
            high = rates.values > 5 * usual
        high[:10] = False
        jumps = np.flatnonzero(high[1:] & ~high[:-1]) + 1
        told = []
        for jump in jumps:
            step = float(rates.steps[jump])
            before = train.values[(train.steps < step) & (train.steps >= step - 30)]
            place = int(np.searchsorted(train.steps, step))
            after = train.values[place + 1 : place + 9]
            if len(before) < 10 or len(after) < 5:
                continue
            error = float(np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after)))
            if after.mean() - before.mean() > 4 * error:
                why = f"the learning rate jumped from {usual[jump]:.3g} to {rates.values[jump]:.3g}"
                top = place + 1 + int(np.argmax(after))
                spike = Spike(top, place, step, float(after.max()), float(before.mean()), None, sure=True)
                told.append((spike, why))
        return told

    def _why(self, spike: Spike, norms: Curve, rates: Curve, scales: Curve) -> str:
        if len(rates):
            before = rates.values[(rates.steps < spike.step - 5) & (rates.steps >= spike.step - 60)]
            near = rates.values[(rates.steps >= spike.step - 5) & (rates.steps <= spike.step)]
            if len(before) and len(near) and near.max() > 2.5 * max(before.max(), 1e-30):
                return f"the learning rate jumped from {before.max():.3g} to {near.max():.3g}"
        if len(norms):
            # A norm that jumps at the spike itself is not an early warning.
            last = np.flatnonzero(norms.steps < spike.step)
            window = norms.values[last[-9:]] if len(last) else np.zeros(0)
            window = window[window > 0]
            if len(window) >= 4:
                low = int(np.argmin(window))
                rising = window[low:]
                climbs = int((rising[1:] > 1.2 * rising[:-1]).sum())
                if len(rising) >= 4 and climbs >= 3 and rising[-2:].max() > self.options.rise * rising[0]:
                    return (
                        f"the gradient norm rose from {rising[0]:.3g} to {rising.max():.3g} within {len(rising)} points"
                    )
        if len(scales):
            at = int(np.searchsorted(scales.steps, spike.step))
            around = scales.values[max(0, at - 3) : at + 10]
            if len(around) >= 2 and around.min() <= 0.25 * around[0]:
                return f"the loss scale fell from {around[0]:g} to {around.min():g}"
        return ""
