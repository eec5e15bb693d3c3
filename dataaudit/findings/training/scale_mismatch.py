"""TRN057 scale-mismatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import curve, validations
from dataaudit.findings.training.training_finding import TrainingFinding

_BITS = r"(?i)bpb|\bbits"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleMismatchOptions(Options):
    """Options of scale-mismatch."""

    __pydantic_config__ = SECTION

    evaluations: Annotated[int, Field(ge=3)] = 4
    """Fewest evaluations."""
    factor: Annotated[float, Field(gt=1)] = 2.5
    """Smallest ratio."""
    spread: Annotated[float, Field(gt=0)] = 0.08
    """Largest spread of the ratio, and its largest distance from a whole number, as a share of it."""


class ScaleMismatch(TrainingFinding[ScaleMismatchOptions]):
    """A training loss that is a multiple of the validation loss throughout.

    What it finds:
        Trainings whose logged loss is a constant multiple of the validation loss from the first evaluation to
        the last.

    Why it matters:
        Both are the same measure on different scales, a sum over accumulated batches beside a mean: comparing
        them, or tuning by the training curve, misleads.

    How it decides:
        At no fewer than `evaluations` evaluations, the training loss around them is `factor` times the
        validation loss or more, with a spread of the ratio below `spread`.

    Example:
        loss 19.0, 13.1, 9.2 beside eval_loss 2.4, 1.6, 1.15: eight times

    What to do:
        Divide the logged loss by the accumulation steps (or update the trainer: versions differ), or log a
        mean; then compare.

    Known false alarms:
        A training loss with strong augmentation, dropout or auxiliary parts.

    Source:
        huggingface/transformers pull requests on loss and gradient accumulation (2024)
    """

    code = "TRN057"
    name = "scale-mismatch"
    severity = "warning"
    reads = ("curves",)
    not_for = ("gan", "rl", "several-models")
    message = "the training loss is {ratio} times the {series} loss throughout: sums are compared with means"
    options_class = ScaleMismatchOptions
    causes: ClassVar[Mapping[str, str]] = {
        "accumulation": "the loss is summed over accumulated batches",
        "reduction": "one loss is a sum over tokens or rows, the other a mean",
        "parts": "the training loss holds parts that the validation loss lacks",
    }
    refuted_by = "the loss of one training batch, computed as in the evaluation, is as high as the log says"
    next_measurement = "evaluate on training rows with the code of the evaluation"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        train = curve(facts, "train").finite()
        table = facts.tables["curves"].filter(pl.col("metric") == "loss", pl.col("split") != "train")
        if table["column"].str.contains(_BITS).any():
            return []  # nats a token and bits a byte are no sums of one another
        for one in validations(facts):
            held = one.finite()
            if len(held) < self.options.evaluations or len(train) < len(held) or held.values.min() <= 0:
                continue
            smooth = train.smooth()
            ratios = np.interp(held.steps, train.steps, smooth) / held.values
            ratio, apart = float(np.median(ratios)), float(np.median(np.abs(ratios - np.median(ratios))))
            if ratio < self.options.factor or max(apart, abs(ratio - round(ratio))) > self.options.spread * ratio:
                continue
            evidence = {"ratio": round(ratio, 2), "series": one.split, "evaluations": len(held)}
            # Batches are accumulated by powers of two; other multiples may be of parts that one of the losses lacks.
            accumulated = round(ratio) & (round(ratio) - 1) == 0
            steps = (float(held.steps[0]), float(held.steps[-1]))
            return [self.found(0.8, evidence, steps=steps, severity=None if accumulated else "info")]
        return []
