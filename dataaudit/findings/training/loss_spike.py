"""TRN005 loss-spike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, logged
from dataaudit.findings.training.spikes import Spike, find_spikes, whole_batches
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSpikeOptions(Options):
    """Options of loss-spike."""

    __pydantic_config__ = SECTION

    min_points: Annotated[int, Field(ge=6)] = 10
    """Fewest training-loss points needed to judge."""
    relative: Annotated[float, Field(gt=0)] = 0.05
    """Least rise over the points before, as a share of their level."""
    spreads: Annotated[float, Field(gt=0)] = 8.0
    """Least rise over the points before, in units of their spread."""
    dense: Annotated[float, Field(gt=0)] = 50
    """Distance between points, in steps, above which one or two spikes are information only."""


class LossSpike(TrainingFinding[LossSpikeOptions]):
    """Steps whose loss jumps far above the steps before and recovers.

    What it finds:
        Single steps, or short runs of steps, whose training loss stands out, with the number of points until the loss
        recovers.

    Why it matters:
        A spike is the footprint of broken batches or of an optimizer at its limit. Spikes have set large runs back by
        days.

    How it decides:
        A loss counts if it exceeds the median of the fifty points before it by more than `spreads` times their spread,
        by more than `relative` of their level and by more than four times the ninetieth percentile of all rises in the
        run; for a positive loss, its logarithm must also rise by five times its spread. Where the monitor knows the
        rows, batches with less than half the usual number of rows do not count. With five to fifty points before, the
        thresholds are two and five times as high. On a steep curve a jump counts that is sixteen times the spread of
        the steps from point to point before it, and falls back within ten points. A rise that does not recover within a
        hundred points is not a spike. If points are more than `dense` steps apart, a spike is the loss of one batch
        among many: one or two are information, as is a loss of almost nothing that rises to near its start and is
        learned again: other data began.
        A fixed ratio to the mean, which other tools use, misses every spike of language models and flags
        many in converged classifiers.

    Example:
        3.68, 5.28, 3.86 at step 919 of two runs with the same data order

    What to do:
        Look at the rows of the batches at these steps; data-spike and optimiser-spike tell the two causes apart.

    Known false alarms:
        Batches that differ by design, such as one task among many.

    Source:
        Chowdhery et al. 2022 (PaLM), section 5.1; OLMo 2 2025 (spike score)
    """

    code = "TRN005"
    name = "loss-spike"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss spikes {count} {count:time|times}, at worst from {level} to {value} at step {step}"
    options_class = LossSpikeOptions
    causes: ClassVar[Mapping[str, str]] = {
        "data": "the batch has unusual rows: garbage, repeats, a wrong language, wrong labels",
        "optimizer": "the learning rate is at its limit; momentum and second moments were out of date",
    }
    refuted_by = "the same batches have a normal loss with an earlier checkpoint, and other batches have a high one"
    next_measurement = "train a second run with the same data order, or with the monitor and row ids, and compare"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = logged(facts, "train").finite()
        if not len(train):
            return []
        if len(train) < self.options.min_points:
            return self.too_little(f"{len(train)} training-loss points; at least {self.options.min_points} are needed")
        spikes = [
            spike
            for spike in whole_batches(facts, find_spikes(train, self.options.relative, self.options.spreads))
            if spike.recovered is not None
        ]
        if not spikes:
            return []
        highest = max(spikes, key=lambda spike: spike.value - spike.level)
        slow = sum((spike.recovered or 0) > 5 for spike in spikes)
        evidence = {
            "value": highest.value,
            "level": highest.level,
            "step": highest.step,
            "at_steps": [spike.step for spike in spikes[:50]],
            "recovered_after": [spike.recovered for spike in spikes[:50]],
            "slow": slow,
        }
        confidence = 0.9 if any(spike.sure for spike in spikes) else 0.6
        steps = (min(spike.step for spike in spikes), max(spike.step for spike in spikes))
        distance = float(np.median(np.abs(np.diff(train.steps))))
        # A point of a sparse log is the loss of one batch, and one batch in hundreds may be unusual.
        few = distance > self.options.dense and len(spikes) < 3
        few = few or all(_begins_anew(spike, train) for spike in spikes)
        order = ("optimizer", "data") if slow > len(spikes) / 2 else ("data", "optimizer")
        return [
            self.found(
                confidence, evidence, steps=steps, count=len(spikes), severity="info" if few else None, causes=order
            )
        ]


def _begins_anew(spike: Spike, train: Curve) -> bool:
    """Whether a loss that was learned to almost nothing rises to near its start and is learned again: other data."""
    later = train.values[spike.begin + 20 : spike.begin + 30]
    slowly = len(later) > 0 and float(np.median(later)) > 10 * spike.level
    return slowly and 0 < spike.level < 0.1 * train.start() and spike.value > 0.3 * train.start()
