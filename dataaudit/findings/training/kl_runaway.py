"""TRN052 kl-runaway."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KlRunawayOptions(Options):
    """Options of kl-runaway."""

    __pydantic_config__ = SECTION

    growth: Annotated[float, Field(gt=1)] = 10.0
    """Factor between the second quarter and the end."""
    least: Annotated[float, Field(gt=0)] = 1.0
    """Smallest KL at the end."""
    points: Annotated[int, Field(ge=8)] = 16
    """Fewest points."""


class KlRunaway(TrainingFinding[KlRunawayOptions]):
    """A policy that runs away from its reference.

    What it finds:
        Reinforcement learning whose KL divergence from the reference grows by orders of magnitude.

    Why it matters:
        The further the policy is from the reference, the less its reward means; a KL that explodes ends in
        texts that nobody would write.

    How it decides:
        The median of the last tenth is at least `growth` times the median of the second quarter, and at least
        `least`, and the last third still rises.

    Example:
        KL 0.002 at step 50, 2.8 at step 300, 56 at the end

    What to do:
        Raise the KL coefficient, lower the learning rate, clip harder, and go back to the checkpoint before the
        rise.

    Known false alarms:
        A coefficient of 0 by design, where the reference is not meant to hold the policy.

    Source:
        Stiennon et al. 2020; Gao et al. 2023, Scaling Laws for Reward Model Overoptimization
    """

    code = "TRN052"
    name = "kl-runaway"
    severity = "warning"
    reads = ("curves",)
    message = "the KL divergence from the reference grows from {before} to {end}"
    options_class = KlRunawayOptions
    causes: ClassVar[Mapping[str, str]] = {
        "coefficient": "the KL coefficient is too small, or decays",
        "learning-rate": "the learning rate is too high",
        "reward": "the reward pays for texts far from the reference",
    }
    refuted_by = "the KL levels off while the reward and samples stay good"
    next_measurement = "read samples from before and after the rise"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        kl = curve(facts, "train", "kl").finite()
        if len(kl) and len(kl) < self.options.points:
            return self.too_little(f"{len(kl)} values of the KL divergence; at least {self.options.points} are needed")
        if not len(kl):
            return []
        quarter = np.abs(kl.values[len(kl) // 4 : len(kl) // 2])
        before, end = float(np.median(quarter)), kl.end()
        third = kl.values[-(len(kl) // 3) :]
        rising = float(np.median(third[len(third) // 2 :])) > float(np.median(third[: len(third) // 2]))
        if end < self.options.least or end < self.options.growth * before or not rising:
            return []
        severe = end >= self.options.growth**2 * max(before, 1e-12)
        evidence = {"before": before, "end": end}
        steps = (float(kl.steps[len(kl) // 4]), float(kl.steps[-1]))
        return [self.found(0.9 if severe else 0.7, evidence, steps=steps, severity="error" if severe else None)]
