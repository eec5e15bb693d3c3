"""TRN001 non-finite-loss."""

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
class NonFiniteLossOptions(Options):
    """Options of non-finite-loss."""

    __pydantic_config__ = SECTION

    masked_zeros: Annotated[int, Field(ge=1)] = 2
    """Consecutive losses of exactly 0, after a loss that was not small, that count as masked NaN."""
    masked_from: Annotated[float, Field(gt=0)] = 0.05
    """Smallest loss before them for which they count."""


class NonFiniteLoss(TrainingFinding[NonFiniteLossOptions]):
    """A loss that is NaN or infinite, or a log that hides one.

    What it finds:
        Points of any loss that are NaN or infinite, and runs of losses of exactly 0 where a log most likely replaced
        NaN.

    Why it matters:
        From the first such step on, every parameter it reached is lost. A comparison with NaN is false, so other rules
        call such a run healthy.

    How it decides:
        Any NaN or infinity in a loss counts, including in steps that a resumed run logged again. Hugging Face's Trainer
        replaces NaN in its log by default (logging_nan_inf_filter): masked_zeros consecutive losses of exactly 0, after
        a loss of at least masked_from, count as masked. A message that the loss is NaN or infinite counts as well, and
        parts of a loss count where nobody prints their sum.

    Example:
        loss 2.1, 2.0, nan, nan

    What to do:
        Stop the run, go back to a checkpoint before the first such step, and find the first module whose output is not
        finite.

    Known false alarms:
        A loss that can be infinite by design, such as the likelihood of impossible outcomes; zeros where a task is
        solved exactly.

    Source:
        IEEE 754; huggingface/transformers pull request 13619 (the filter)
    """

    code = "TRN001"
    name = "non-finite-loss"
    severity = "error"
    reads = ("curves",)
    message = "{series} is {shown} from step {first} on ({count} {count:point|points})"
    options_class = NonFiniteLossOptions
    causes: ClassVar[Mapping[str, str]] = {
        "learning-rate": "the learning rate is too high and the parameters diverge",
        "half-precision": "a value exceeds the range of fp16",
        "operation": "a logarithm, division or square root of zero, or of a negative number",
        "data": "a row contains NaN or infinity",
    }
    refuted_by = "the same steps replayed in fp32 from the previous checkpoint give a finite loss"
    next_measurement = "replay the step with dataaudit.probe to find the first module whose output is not finite"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        metric = pl.col("metric")
        curves = facts.tables["curves"]
        whole = (metric == "loss") | metric.str.starts_with("other_loss:")
        if not curves.filter(pl.col("split") == "train", whole).height:
            whole |= metric.str.starts_with("part_loss:")  # nobody printed their sum
        losses = curves.filter(whole).sort("place")
        results = []
        broken = losses.filter(~pl.col("value").is_finite())
        if broken.height:
            first, last = float(broken["step"][0]), float(broken["step"].max() or 0)  # type: ignore[arg-type]
            nan = int(broken["value"].is_nan().sum())
            shown = "NaN" if nan == broken.height else ("infinite" if not nan else "NaN and infinite")
            series = ", ".join(broken["split"].unique(maintain_order=True).to_list()) + " loss"
            evidence = {"shown": shown, "first": first, "series": series, "nan": nan, "infinite": broken.height - nan}
            before = self._rising(losses, float(broken["place"][0]))
            results.append(
                self.found(
                    1.0,
                    evidence | before,
                    steps=(first, last),
                    count=broken.height,
                    causes=("learning-rate",) if before["rise_before"] > 2 else ("operation", "data"),
                )
            )
        return results or self._masked(losses)

    def _rising(self, losses: pl.DataFrame, place: float) -> dict[str, float]:
        """Ratio of the last finite loss to the best one."""
        earlier = losses.filter(pl.col("split") == "train", pl.col("place") < place, pl.col("value").is_finite())[
            "value"
        ]
        best, last = (float(earlier.min()), float(earlier[-1])) if len(earlier) else (0.0, 0.0)  # type: ignore[arg-type]
        return {"rise_before": round(last / best, 3) if best > 0 else 0.0}

    def _masked(self, losses: pl.DataFrame) -> list[Result]:
        train = losses.filter(pl.col("split") == "train")
        values, steps = train["value"].to_numpy(), train["step"].to_numpy()
        zero = np.flatnonzero(values == 0.0)
        if len(zero) < self.options.masked_zeros or zero[0] == 0 or values[zero[0] - 1] < self.options.masked_from:
            return []
        run = zero[: int(np.argmax(np.append(np.diff(zero) != 1, True))) + 1]
        if len(run) < self.options.masked_zeros:
            return []
        evidence = {
            "shown": "exactly 0",
            "first": float(steps[run[0]]),
            "series": "train loss",
            "before": float(values[run[0] - 1]),
        }
        return [self.found(0.7, evidence, steps=(steps[run[0]], steps[run[-1]]), count=len(run), severity="warning")]
