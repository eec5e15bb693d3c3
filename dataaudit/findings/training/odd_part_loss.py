"""TRN050 odd-part-loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, curve
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import trend

_DIVERGENCES = frozenset(["kl", "kld"])
"""Names of parts that measure how far latent variables are from their prior."""
_FEWEST = 3
"""Points before a part vanishes."""
_ABRUPT = 0.3
"""Share of its start above which a part is, right before it is exactly zero, where it does not fall there by itself."""


_RUNAWAY = 1000.0
"""Growth from which a divergence, which begins near zero where a model learns, is odd."""
_QUANTA = 50
"""Smallest differences of printed values that a part is above, where its zero is not a rounded one."""
_HALF, _STEADY = 0.5, 0.8
"""Share of its start that a part falls to before it rises, and Kendall's tau of a steady rise."""
_OF_POLICIES = ("reward", "clip_fraction", "value_explained", "completion_length", "reward_margin")
"""Metrics of trainings whose KL divergence is from a policy, and no part of an autoencoder's loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OddPartLossOptions(Options):
    """Options of odd-part-loss."""

    __pydantic_config__ = SECTION

    growth: Annotated[float, Field(gt=1)] = 10.0
    """Factor by which a part ends above its lowest level."""
    steady: Annotated[float, Field(gt=1)] = 3.0
    """The same of a part that falls to half of its start first, and then rises steadily above it."""
    points: Annotated[int, Field(ge=4)] = 20
    """Fewest points at which growth is judged."""


class OddPartLoss(TrainingFinding[OddPartLossOptions]):
    """A part of the loss that breaks while the sum looks fine.

    What it finds:
        Parts of the loss, such as those of a detector, of speech recognition or of a policy and its critic,
        that become NaN or infinite, or grow far above their start.

    Why it matters:
        The sum hides a part that is small, weighted with 0 or filtered: one head of the model learns nothing,
        or drives the others away.

    How it decides:
        A part with a NaN or infinite value is found (an error); so is one whose last tenth is more than
        `growth` times its lowest tenth and above its start, in at least `points` points, while the total loss
        ends below its start (a warning; `steady` times where it falls first and rises steadily afterwards), and
        a KL divergence that is exactly zero from some point to the end, or any part that drops to it at once.

    Example:
        loss 0.9, pruned_loss inf

    What to do:
        Plot the parts apart; look at the first step at which the part leaves its course; check its weight, its
        targets and its masks.

    Known false alarms:
        Adversarial losses, whose parts push against each other by design; a part that a schedule switches off.

    Source:
        logs of public trainings with several losses
    """

    code = "TRN050"
    name = "odd-part-loss"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "{part} is {shown} ({last} at step {last_step})"
    options_class = OddPartLossOptions
    causes: ClassVar[Mapping[str, str]] = {
        "targets": "the targets of this part are empty or out of range in some batches",
        "weight": "its weight grows, or it has none",
        "learning-rate": "its head needs a smaller learning rate",
    }
    refuted_by = "the part comes back to its course without any change"
    next_measurement = "log the part for every batch around the step, with the size of its targets"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        metric = pl.col("metric")
        curves = facts.tables["curves"]
        odd = ~pl.col("value").is_finite() | (pl.col("value") == 0)
        of_policy = curves.filter(metric.is_in(_OF_POLICIES)).height > 0
        beside = metric.str.starts_with("part_loss:") & pl.lit(not of_policy)
        broken = curves.filter(((metric == "kl") & odd) | beside)["split"].unique()  # a part of a VAE's loss
        parts = metric.str.starts_with("part_loss:") | ((metric == "kl") & pl.col("split").is_in(broken.implode()))
        table = curves.filter(parts)
        results = []
        for split, name in table.select("split", "metric").unique(maintain_order=True).iter_rows():
            found = self._judged(facts, curve(facts, split, name), name.partition(":")[2] or name)
            results += [found] if found else []
        return results

    def _judged(self, facts: Facts, part: Curve, name: str) -> Result | None:
        broken = np.flatnonzero(~np.isfinite(part.values))
        if len(broken):
            if len(broken) == len(part):  # a part that this training does not have
                return None
            first = int(broken[0])
            shown = "NaN" if np.isnan(part.values[first]) else "infinite"
            evidence = {
                "part": name,
                "shown": shown,
                "last": float(part.values[first]),
                "last_step": float(part.steps[first]),
            }
            steps = (float(part.steps[first]), float(part.steps[broken[-1]]))
            return self.found(1.0, evidence, steps=steps, count=len(broken), severity="error")
        if (vanished := self._vanished(part, name)) is not None:
            return vanished
        total = curve(facts, "train").finite()
        if len(part) < self.options.points or len(total) < self.options.points or part.values.min() <= 0:
            return None
        lowest, end = float(np.quantile(part.values, 0.1)), part.end()
        growth = max(self.options.growth, _RUNAWAY) if name == "kl" else self.options.growth
        divergence = name == "kl" or bool(set(name.split("_")) & _DIVERGENCES)
        if (
            not divergence
            and lowest < _HALF * part.start()
            and trend(part.smooth()[int(np.argmin(part.smooth())) :])[0] >= _STEADY
        ):
            growth = min(growth, self.options.steady)
        grown = end > growth * lowest and end > part.start() and total.end() < total.start()
        if not grown:
            return None
        evidence = {
            "part": name,
            "shown": f"{end / lowest:.3g} times its lowest level",
            "last": end,
            "last_step": float(part.steps[-1]),
        }
        steps = (float(part.steps[int(np.argmin(part.values))]), float(part.steps[-1]))
        return self.found(0.6, evidence, steps=steps)

    def _vanished(self, part: Curve, name: str) -> Result | None:
        """A divergence that is exactly zero from some point to the end, or another part that drops to it at once."""
        zero = part.values == 0.0
        last = len(zero) - int(np.argmin(zero[::-1])) if not zero.all() else 0
        if len(zero) - last < self.options.points // 2 or last < _FEWEST:
            return None
        before = float(np.median(part.values[last - _FEWEST : last]))
        printed = np.diff(np.unique(part.values))
        drops = before > _ABRUPT * part.start() > 0.0 and before > _QUANTA * float(printed.min(initial=np.inf))
        if not (drops or set(name.split("_")) & _DIVERGENCES):
            return None
        evidence = {"part": name, "shown": "exactly 0", "last": 0.0, "last_step": float(part.steps[last])}
        return self.found(0.8, evidence, steps=(float(part.steps[last]), float(part.steps[-1])), count=len(zero) - last)
