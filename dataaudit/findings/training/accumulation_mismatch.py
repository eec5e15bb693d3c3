"""TRN029 accumulation-mismatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class AccumulationMismatchOptions(Options):
    """Options of accumulation-mismatch."""

    __pydantic_config__ = SECTION

    tolerance: Annotated[float, Field(gt=0)] = 1e-3
    """Largest tolerated relative error of the gradient."""


class AccumulationMismatch(TrainingFinding[AccumulationMismatchOptions]):
    """Accumulated gradients that differ from those of the whole batch.

    What it finds:
        Training steps whose gradient, accumulated over micro-batches, differs from the gradient of one large batch.

    Why it matters:
        With rows of different lengths, a mean per micro-batch gives tokens unequal weight, and a shorter last window
        gets the wrong weight. Losses shift by a few percent and nothing fails.

    How it decides:
        dataaudit probe cuts a batch into micro-batches, with unequal numbers of targets where possible and a shorter
        one at the end. It accumulates gradients the way the step is written (mean per micro-batch divided by the number
        of micro-batches, unless an accumulate function is given) and compares them with the gradients of the whole
        batch. Reported when the relative error exceeds `tolerance`.

    Example:
        relative error 0.07 with two of four micro-batches in the last window

    What to do:
        Sum the losses and divide by the number of targets in the whole window.

    Known false alarms:
        Losses that are neither a mean nor a sum over targets. Batch normalisation is in eval mode during the
        comparison.

    Source:
        huggingface/transformers pull request 34191; Lightning issue 20350
    """

    code = "TRN029"
    name = "accumulation-mismatch"
    severity = "warning"
    reads = ("probes",)
    not_for = ("contrastive",)
    message = "gradients accumulated over micro-batches differ from those of the whole batch (relative error {error})"
    options_class = AccumulationMismatchOptions
    causes: ClassVar[Mapping[str, str]] = {
        "tokens": "micro-batches hold different numbers of targets",
        "window": "the last window is shorter than the others",
    }
    refuted_by = "the error is 1e-6 with micro-batches of equal size"
    next_measurement = "repeat the comparison with rows of equal length"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        error = measure(facts, "accumulation", "error")
        if error is None or error <= self.options.tolerance:
            return []
        return [self.found(0.95, {"error": error})]
