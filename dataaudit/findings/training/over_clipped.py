"""TRN047 over-clipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class OverClippedOptions(Options):
    """Options of over-clipped."""

    __pydantic_config__ = SECTION

    min_steps: Annotated[int, Field(ge=3)] = 5
    """Fewest sampled steps needed to judge."""
    share: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Share of the sampled steps that must be clipped."""
    left: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Median fraction of the gradient norm that clipping leaves, below which the finding is reported."""


class OverClipped(TrainingFinding[OverClippedOptions]):
    """Gradients that clipping reduces to almost nothing, step after step.

    What it finds:
        Runs in which almost every step is clipped to less than a hundredth of its gradient norm.

    Why it matters:
        Clipping is meant for rare steps. Used like this, it lowers the learning rate a hundredfold for SGD, and Adam
        works near its epsilon.

    How it decides:
        The norm after the backward pass is compared with the norm at the optimizer step: over `share` of the steps are
        clipped, and the median of the remaining fraction is below `left`. Mild clipping of most steps is common for
        language models and is not reported.

    Example:
        norms of 1.3 clipped to 1e-6

    What to do:
        Clip at about the ninetieth percentile of the usual norms.

    Known false alarms:
        A warm-up with huge gradients, when the monitor watches little beyond it.

    Source:
        Pascanu et al. 2013
    """

    code = "TRN047"
    name = "over-clipped"
    severity = "warning"
    reads = ("monitored_steps",)
    message = "{share_found:%} of the steps are clipped, to {left_found} of their gradient norm in the median"
    options_class = OverClippedOptions
    causes: ClassVar[Mapping[str, str]] = {
        "threshold": "the clipping threshold is far below the usual norm",
        "scaled": "gradients are clipped before they are unscaled",
        "reduction": "the loss is summed, so norms are large",
    }
    refuted_by = "a run with ten times the threshold learns no faster"
    next_measurement = "the usual gradient norms from the monitor: clip at their ninetieth percentile"
    explained_by = ("non-finite-loss", "exploding-gradients", "loss-reduction")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["monitored_steps"].filter(
            pl.col("grad_norm").is_finite(), pl.col("grad_norm") > 0, pl.col("clipped_norm") > 0
        )
        if table.height < self.options.min_steps:
            return self.too_little(
                f"{table.height} sampled steps with gradients; at least {self.options.min_steps} are needed"
            )
        left = table["clipped_norm"] / table["grad_norm"]
        share = float(np.mean(left.to_numpy() < 0.999))
        middle = float(left.median() or 0.0)  # type: ignore[arg-type]
        if share < self.options.share or middle >= self.options.left:
            return []
        evidence = {"left_found": middle, "share_found": share, "usual": float(table["grad_norm"].median() or 0.0)}  # type: ignore[arg-type]
        steps = (float(table["step"][0]), float(table["step"][-1]))
        return [self.found(0.9, evidence, steps=steps, count=int((left < 0.999).sum()))]
