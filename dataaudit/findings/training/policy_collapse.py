"""TRN053 policy-collapse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
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


_MOST_PARTS, _MOST_POINTS = 8, 2000
_EXACT = 1e-3
"""What a sum of weighted parts may leave of a loss, as a share of its spread, to be what the loss is made of."""


class PolicyCollapse(TrainingFinding[PolicyCollapseOptions]):
    """A policy that says the same whatever it is asked.

    What it finds:
        Reinforcement learning whose entropy falls to nearly nothing while the reward does not rise, or falls.

    Why it matters:
        A policy without entropy explores nothing: every answer is the same, no advantage differs, and training
        is over.

    How it decides:
        The entropy of the last tenth is at most `share` of that of the first tenth and at most `least`. With a reward
        whose end is below its best by more than `lost` of its range the finding is a warning; where the reward ends
        near its best, it is information. It is a warning as well where the loss is a weighted sum of its recorded parts
        and the entropy, and the weight of the entropy punishes it: then exploring was never paid.

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
        "sign": "the entropy is added to the loss, which punishes it, and should be subtracted",
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
        punished = _weight_of_entropy(facts)
        if punished > 0:
            said += f"; the loss holds the entropy with a weight of {punished:.3g}, which punishes it"
        evidence = {"before": before, "end": end, "reward": said}
        steps = (float(entropy.steps[0]), float(entropy.steps[-1]))
        loud = fell or not len(reward) or punished > 0
        return [
            self.found(
                0.9 if fell or punished > 0 else 0.5,
                evidence,
                steps=steps,
                severity=None if loud else "info",
                causes=("sign",) if punished > 0 else (),
            )
        ]


def _weight_of_entropy(facts: Facts) -> float:
    """The weight of the entropy in a loss that its recorded parts and the entropy make up; 0 where they do not.

    An entropy that is recorded as a loss is below 0, and so is its share in a loss that rewards it.
    """
    curves = facts.tables["curves"].filter(pl.col("split") == "train", ~pl.col("superseded"))
    parts = [name for name in curves["metric"].unique(maintain_order=True) if name.startswith("part_loss:")]
    if not parts or len(parts) > _MOST_PARTS:
        return 0.0
    names = ["loss", *parts, "entropy"]
    wide = curves.filter(pl.col("metric").is_in(names)).pivot(
        "metric", index="step", values="value", aggregate_function="last"
    )
    if not set(names) <= set(wide.columns):
        return 0.0
    held = wide.select(names).drop_nulls().to_numpy()
    held = held[np.isfinite(held).all(1)][:_MOST_POINTS]
    if len(held) < 4 * len(names):
        return 0.0
    loss, terms = held[:, 0], held[:, 1:]
    weights, _, rank, _ = np.linalg.lstsq(terms, loss, rcond=None)
    left = float(np.std(loss - terms @ weights))
    if rank < terms.shape[1] or left > _EXACT * float(np.std(loss)):
        return 0.0
    return float(weights[-1] * np.sign(np.median(terms[:, -1])))
