"""TRN017 non-finite-gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import logged
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class NonFiniteGradientsOptions(Options):
    """Options of non-finite-gradients."""

    __pydantic_config__ = SECTION

    tolerated_with_scaler: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Share of steps that may overflow if a loss scale is used: overflows are how the scale is found."""


class NonFiniteGradients(TrainingFinding[NonFiniteGradientsOptions]):
    """Gradients that are NaN or infinite, even where the loss looks fine.

    What it finds:
        Steps whose gradient norm is NaN or infinite, and the parameters where it starts.

    Why it matters:
        An optimizer step with such a gradient destroys the parameters. Averages over parameters or steps hide it,
        because a comparison with NaN is false.

    How it decides:
        Every non-finite norm counts, before any averaging. If the log has a loss scale, up to tolerated_with_scaler of
        the steps is normal for dynamic scaling and is not reported. The monitor counts non-finite values by parameter.

    Example:
        28 of 480 norms are infinite while the loss falls

    What to do:
        Find the first parameter or module; look for divisions and for square roots and logarithms of zero.

    Known false alarms:
        Steps that a gradient scaler skipped, in a log without the loss scale.

    Source:
        IEEE 754; torch.amp documentation (skipped steps)
    """

    code = "TRN017"
    name = "non-finite-gradients"
    severity = "warning"
    reads = ("curves",)
    one_of = ("train/gradient_norm", "gradients")
    message = "{count} of {steps_seen} gradient norms are not finite, the first at step {first}{parameter}"
    options_class = NonFiniteGradientsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "operation": "the derivative of a square root, norm or logarithm at zero",
        "half-precision": "fp16 overflows in the backward pass",
        "learning-rate": "the parameters diverge",
        "data": "a row contains NaN or infinity",
    }
    refuted_by = "a gradient scaler skipped these steps"
    next_measurement = "dataaudit probe replays the step and names the first module and parameter"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        norms = logged(facts, "train", "gradient_norm")
        bad = ~np.isfinite(norms.values)
        parameter = self._parameter(facts)
        if not bad.any() and not parameter:
            return []
        steps_seen, broken = len(norms), norms.steps[bad]
        if not len(norms):
            table = facts.tables["gradients"]
            steps_seen = table["step"].n_unique()
            broken = table.filter(pl.col("nonfinite") > 0)["step"].unique().sort().to_numpy()
        scaled = len(logged(facts, "train", "loss_scale")) > 0
        share = len(broken) / max(steps_seen, 1)
        if scaled and share <= self.options.tolerated_with_scaler:
            return []
        if not len(broken):
            return []
        steps = broken
        first, last = float(steps.min()), float(steps.max())
        evidence = {
            "steps_seen": steps_seen, "first": first, "share": share, "at_steps": [float(step) for step in steps[:50]],
            "parameter": f"; they start in {parameter}" if parameter else "",
        }  # fmt: skip
        where = {"parameter": parameter} if parameter else {}
        severity = "error" if share > 0.5 else None
        return [
            self.found(
                1.0, evidence, steps=(first, last), count=len(broken), where=where, severity=severity,
                causes=("half-precision",) if scaled else (),
            )
        ]  # fmt: skip

    def _parameter(self, facts: Facts) -> str:
        table = facts.tables.get("gradients")
        if table is None:
            return ""
        broken = table.filter(pl.col("nonfinite") > 0)
        if not broken.height:
            return ""
        first = broken.filter(pl.col("step") == broken["step"].min()).sort("depth", descending=True)
        return str(first["parameter"][0])
