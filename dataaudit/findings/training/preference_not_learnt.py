"""TRN051 preference-not-learnt."""

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

_KTO = 0.5
"""The loss of KTO, which logs no accuracy, before anything is learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceNotLearntOptions(Options):
    """Options of preference-not-learnt."""

    __pydantic_config__ = SECTION

    near: Annotated[float, Field(gt=0)] = 0.015
    """Distance of the loss from ln 2."""
    margin: Annotated[float, Field(gt=0)] = 0.05
    """Largest margin that counts as 0."""
    chance: Annotated[float, Field(gt=0)] = 0.06
    """Distance of the accuracy from one half."""
    points: Annotated[int, Field(ge=4)] = 10
    """Fewest points."""


class PreferenceNotLearnt(TrainingFinding[PreferenceNotLearntOptions]):
    """A preference training that prefers nothing.

    What it finds:
        Trainings on pairs whose loss stays at ln 2 while the margin between chosen and rejected answers stays
        at 0.

    Why it matters:
        Loss ln 2 is that of a coin: the policy is the reference, the pairs are equal, or nothing is trained.

    How it decides:
        The median loss of the second half is within `near` of ln 2, and the median margin is below `margin` or
        the median accuracy of the rewards within `chance` of one half.

    Example:
        loss 0.6931, rewards/margins 0.0001, rewards/accuracies 0.50

    What to do:
        Check that chosen and rejected differ, that adapters are trained and not merged into the reference, and
        that the learning rate is not 0.

    Known false alarms:
        The warm-up of a training that was stopped early.

    Source:
        Rafailov et al. 2023, Direct Preference Optimization
    """

    code = "TRN051"
    name = "preference-not-learnt"
    severity = "warning"
    of_the_end = True
    reads = ("curves",)
    message = (
        "the loss stays at {loss}, that of a coin (ln 2; KTO: 1/2), and the margin at {margin}: no preference is learnt"
    )
    options_class = PreferenceNotLearntOptions
    causes: ClassVar[Mapping[str, str]] = {
        "frozen": "the trained parameters do not reach the loss, or the learning rate is 0",
        "equal": "chosen and rejected answers are equal, or cut to equal parts",
        "reference": "the reference changes with the policy",
        "rate": "the learning rate or beta is too small",
    }
    refuted_by = "the margin grows when the learning rate is ten times as high"
    next_measurement = "compare chosen and rejected token ids of one batch"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = curve(facts, "train").finite()
        margins, right = (curve(facts, "train", name).finite() for name in ("reward_margin", "reward_accuracy"))
        if not len(margins) and not len(right):
            return []
        if len(train) < self.options.points:
            return self.too_little(f"{len(train)} training losses; at least {self.options.points} are needed")
        loss = float(np.median(train.values[len(train) // 2 :]))
        margin = float(np.median(margins.values[len(margins) // 2 :])) if len(margins) else 0.0
        share = float(np.median(right.values[len(right) // 2 :])) if len(right) else 0.5
        even = abs(margin) <= self.options.margin and abs(share - 0.5) <= self.options.chance
        coins = [np.log(2), *([_KTO] if len(curve(facts, "train", "kl")) and not len(right) else [])]
        if min(abs(loss - coin) for coin in coins) > self.options.near or not even:
            return []
        evidence = {"loss": round(loss, 4), "margin": round(margin, 4), "accuracy": round(share, 4)}
        return [self.found(0.9, evidence, steps=(float(train.steps[0]), float(train.steps[-1])))]
