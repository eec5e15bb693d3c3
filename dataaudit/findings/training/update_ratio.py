"""TRN020 update-ratio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve
from dataaudit.findings.training.gradient_table import FEWEST, listed, sampled, weights
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRatioOptions(Options):
    """Options of update-ratio."""

    __pydantic_config__ = SECTION

    low: Annotated[float, Field(gt=0)] = 3e-6
    """Change of a weight matrix per step, relative to its norm, below which it barely moves."""
    high: Annotated[float, Field(gt=0)] = 0.3
    """Change of a weight matrix per step, relative to its norm, above which it is unstable."""


class UpdateRatio(TrainingFinding[UpdateRatioOptions]):
    """Weights that change far too little or far too much per step.

    What it finds:
        Models whose weight matrices change by less than a few millionths, or more than a third, of their norm in a
        typical step.

    Why it matters:
        About a thousandth is usual. Far less learns nothing in the time available; far more forgets at every step what
        was learned.

    How it decides:
        The norm of the change that the optimizer made, relative to the norm of the weights (not learning rate times
        gradient, which is wrong for Adam). For every weight matrix the median over the sampled steps after the first
        two: of the first half of the run for `low`, because gradients fade once a task is learned, and only if the loss
        has not halved; of the whole run for `high`. Reported when most matrices are outside the range.

    Example:
        2e-7 in all layers with a learning rate of 1e-7

    What to do:
        Change the learning rate by the factor that brings the ratio to about 1e-3; run the learning-rate finder.

    Known false alarms:
        Weights that start near zero by design; a warm-up longer than the watched part of the run.

    Source:
        Karpathy 2015, CS231n notes (about 1e-3)
    """

    code = "TRN020"
    name = "update-ratio"
    severity = "warning"
    reads = ("gradients", "curves")
    message = "weights change {kind}: by {typical} of their norm per step ({names})"
    options_class = UpdateRatioOptions
    causes: ClassVar[Mapping[str, str]] = {
        "rate": "the learning rate is off by powers of ten",
        "clipping": "gradients are clipped to almost nothing",
        "decay": "weight decay outweighs the gradients",
        "scale": "the weights are initialised too large or too small",
    }
    refuted_by = "the loss falls as fast with ten times or a tenth of the learning rate"
    next_measurement = "the learning-rate finder"
    explained_by = ("non-finite-loss", "missing-gradients", "unchanged-parameters")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = weights(facts).filter(
            pl.col("update_norm").is_finite(), pl.col("weight_norm").is_finite(), pl.col("weight_norm") > 0
        )
        if sampled(table) < FEWEST:
            return self.too_little(f"{sampled(table)} sampled steps; at least {FEWEST} are needed")
        steps = table["step"].unique().sort()
        table = table.filter(pl.col("step") > steps[1]).with_columns(
            ratio=pl.col("update_norm") / pl.col("weight_norm")
        )
        middle = float(steps[len(steps) // 2])
        whole = table.group_by("parameter", maintain_order=True).agg(pl.col("ratio").median())
        early = (
            table.filter(pl.col("step") <= middle)
            .group_by("parameter", maintain_order=True)
            .agg(pl.col("ratio").median())
        )
        high = whole.filter(pl.col("ratio") > self.options.high)
        span = (float(steps[0]), float(steps[-1]))
        if high.height > whole.height / 2:
            return [self._result(high, "too much", span, ("rate", "scale"))]
        low = early.filter(pl.col("ratio") < self.options.low)
        if early.height and low.height > early.height / 2 and not self._learnt(facts):
            return [self._result(low, "too little", span, ("rate", "clipping"))]
        return []

    def _learnt(self, facts: Facts) -> bool:
        train = curve(facts, "train").finite()
        return len(train) >= 10 and train.end() < 0.5 * train.start()

    def _result(self, rows: pl.DataFrame, kind: str, steps: tuple[float, float], causes: tuple[str, ...]) -> Result:
        names = rows["parameter"].to_list()
        typical = float(rows["ratio"].median() or 0.0)  # type: ignore[arg-type]
        evidence = {"typical": typical, "kind": kind, "names": listed(names)}
        where = {"parameter": names[0]}
        return self.found(0.7, evidence, steps=steps, count=len(names), where=where, causes=causes)
