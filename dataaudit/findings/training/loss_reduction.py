"""TRN027 loss-reduction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class LossReductionOptions(Options):
    """Options of loss-reduction."""

    __pydantic_config__ = SECTION

    ratio: Annotated[float, Field(gt=1, lt=2)] = 1.5
    """Largest tolerated ratio of the loss of the rows twice to the loss of the rows once."""


class LossReduction(TrainingFinding[LossReductionOptions]):
    """A loss that is summed over the batch.

    What it finds:
        Losses that double when the batch is repeated.

    Why it matters:
        The learning rate then depends on the batch size, published clipping thresholds and learning rates do not apply,
        and the smaller last batch counts less.

    How it decides:
        dataaudit probe computes the loss, in eval mode, of a batch and of the same rows twice in one batch. The ratio
        is 1 for a mean and 2 for a sum; reported above `ratio`.

    Example:
        CrossEntropyLoss(reduction='sum'): 88.4 and 176.8

    What to do:
        Use the mean, over tokens for language models.

    Known false alarms:
        A sum that is divided later, outside the code that the probe sees.

    Source:
        TheDeepChecker (Ben Braiek and Khomh 2022), for the test
    """

    code = "TRN027"
    name = "loss-reduction"
    severity = "warning"
    reads = ("probes",)
    not_for = ("contrastive",)
    message = "the loss is a sum: {single} for a batch, {double} for the same rows twice"
    options_class = LossReductionOptions
    causes: ClassVar[Mapping[str, str]] = {
        "sum": "reduction is sum, or terms are added up by row",
    }
    refuted_by = "the loss is divided by the number of rows before backward()"
    next_measurement = "the loss of batches of two sizes"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        single, double = measure(facts, "loss_reduction", "single"), measure(facts, "loss_reduction", "double")
        if single is None or double is None or not math.isfinite(double) or abs(single) < 1e-12:
            return []
        if double / single < self.options.ratio:
            return []
        return [self.found(0.95, {"single": single, "double": double, "ratio": double / single})]
