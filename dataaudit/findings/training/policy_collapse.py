"""TRN053 policy-collapse."""

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
class PolicyCollapseOptions(Options):
    """Options of policy-collapse."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """Share of the first entropy that is left."""
    least: Annotated[float, Field(gt=0)] = 0.1
    """Largest entropy at the end."""
    lost: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Part of the range of the reward that is lost."""
    points: Annotated[int, Field(ge=8)] = 16
    """Fewest points."""


class PolicyCollapse(TrainingFinding[PolicyCollapseOptions]):
    """A policy that says the same whatever it is asked.

    What it finds:
        Reinforcement learning whose entropy falls to nearly nothing while the reward does not rise, or falls.

    Why it matters:
        A policy without entropy explores nothing: every answer is the same, no advantage differs, and training
        is over.

    How it decides:
        The entropy of the last tenth is at most `share` of that of the first tenth and at most `least`. With a
        reward whose end is below its best by more than `lost` of its range the finding is a warning; where the
        reward ends near its best, it is information.

    Example:
        entropy 0.62 to 0.0005 within 50 steps, reward 0.55 to 0.00

    What to do:
        Add an entropy bonus, raise the temperature of sampling or the clip range from above, lower the learning
        rate, and go back to a checkpoint before the fall.

    Known false alarms:
        A task with one right answer, which a good policy gives with certainty.

    Source:
        Yu et al. 2025, DAPO; Cui et al. 2025 on entropy in reinforcement learning of language models
    """

    code = "TRN053"
    name = "policy-collapse"
    severity = "warning"
    reads = ("curves",)
    message = "the entropy of the policy falls from {before} to {end}; {reward}"
    options_class = PolicyCollapseOptions
    causes: ClassVar[Mapping[str, str]] = {
        "exploration": "nothing rewards exploration",
        "learning-rate": "the learning rate is too high",
        "reward": "one answer gets the reward whatever the prompt",
    }
    refuted_by = "samples of one prompt still differ"
    next_measurement = "sample one prompt eight times before and after the fall"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        entropy = curve(facts, "train", "entropy").finite()
        if not len(entropy):
            return []
        if len(entropy) < self.options.points:
            return self.too_little(f"{len(entropy)} values of the entropy; at least {self.options.points} are needed")
        sizes = np.abs(entropy.values)
        tenth = max(3, len(sizes) // 10)
        before, end = float(np.median(sizes[:tenth])), float(np.median(sizes[-tenth:]))
        if end > self.options.share * before or end > self.options.least:
            return []
        reward = curve(facts, "train", "reward").finite()
        best, last = (float(reward.smooth().max()), reward.end()) if len(reward) else (0.0, 0.0)
        range_ = best - float(reward.smooth().min()) if len(reward) else 0.0
        fell = range_ > 0 and best - last > self.options.lost * range_
        said = (
            f"the reward falls from {best:.3g} to {last:.3g}"
            if fell
            else "the reward does not fall"
            if len(reward)
            else "the log holds no reward"
        )
        evidence = {"before": before, "end": end, "reward": said}
        steps = (float(entropy.steps[0]), float(entropy.steps[-1]))
        return [
            self.found(
                0.9 if fell else 0.5, evidence, steps=steps, severity=None if fell or not len(reward) else "info"
            )
        ]
