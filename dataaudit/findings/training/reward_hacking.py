"""TRN054 reward-hacking."""

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
class RewardHackingOptions(Options):
    """Options of reward-hacking."""

    __pydantic_config__ = SECTION

    kl_growth: Annotated[float, Field(gt=1)] = 4.0
    """Factor by which the KL divergence grows in the second half."""
    kl: Annotated[float, Field(gt=0)] = 5.0
    """Smallest KL divergence at the end."""
    entropy_lost: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Share of the entropy that is lost."""
    longer: Annotated[float, Field(gt=1)] = 1.8
    """Factor by which answers get longer."""
    points: Annotated[int, Field(ge=8)] = 16
    """Fewest points."""


class RewardHacking(TrainingFinding[RewardHackingOptions]):
    """A reward that rises while the policy leaves all that was meant.

    What it finds:
        Reinforcement learning whose reward rises while the KL divergence from the reference grows many times
        and the entropy falls.

    Why it matters:
        A reward model is a proxy: optimised too hard it is satisfied by texts that people do not want, and the
        reward itself does not show it.

    How it decides:
        The reward ends above its start by more than its noise; over the second half the KL divergence grows at
        least `kl_growth` times and to at least `kl`; and the entropy loses at least `entropy_lost` of its
        start, or answers get `longer` times as long. Of the last two, one is enough where the log holds only
        that one.

    Example:
        reward 0.4 to 2.1, KL 0.8 to 38, entropy 2.2 to 0.4

    What to do:
        Read samples; hold the policy nearer to the reference; add the measure that the reward lacks; stop at
        the checkpoint where a second judge is best.

    Known false alarms:
        A verifiable reward, such as tests that pass, with a policy that starts far from the task.

    Source:
        Gao et al. 2023, Scaling Laws for Reward Model Overoptimization; Skalse et al. 2022
    """

    code = "TRN054"
    name = "reward-hacking"
    severity = "warning"
    reads = ("curves",)
    message = (
        "the reward rises from {reward_before} to {reward_end} while the KL divergence grows from {kl_before} to "
        "{kl_end} and {also}"
    )
    options_class = RewardHackingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "proxy": "the reward pays for something else than what is wanted",
        "coefficient": "the KL coefficient is too small",
    }
    refuted_by = "a second judge, or people, prefer the later samples"
    next_measurement = "judge samples of several checkpoints by a second measure"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        reward, kl = curve(facts, "train", "reward").finite(), curve(facts, "train", "kl").finite()
        entropy, length = curve(facts, "train", "entropy").finite(), curve(facts, "train", "completion_length").finite()
        if min(len(reward), len(kl)) < self.options.points or not (len(entropy) or len(length)):
            return []
        risen, noise = reward.end() - reward.start(), 4 * reward.noise()
        if risen <= noise or reward.end() < reward.smooth().max() - max(noise, 0.15 * risen):
            return []
        middle = float(np.median(np.abs(kl.values[len(kl) // 3 : len(kl) // 2 + 1])))
        if kl.end() < self.options.kl or kl.end() < self.options.kl_growth * middle:
            return []
        lost = 1 - abs(entropy.end()) / abs(entropy.start()) if len(entropy) and entropy.start() else 0.0
        longer = length.end() / length.start() if len(length) and length.start() > 0 else 1.0
        if lost < self.options.entropy_lost and longer < self.options.longer:
            return []
        also = (
            f"the entropy loses {lost:.0%}"
            if lost >= self.options.entropy_lost
            else f"answers get {longer:.2g} times as long"
        )
        evidence = {
            "reward_before": reward.start(), "reward_end": reward.end(), "kl_before": middle, "kl_end": kl.end(),
            "also": also,
        }  # fmt: skip
        return [self.found(0.7, evidence, steps=(float(kl.steps[len(kl) // 3]), float(kl.steps[-1])))]
