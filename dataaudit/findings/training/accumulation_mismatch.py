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
    """Relative error of the gradient."""


class AccumulationMismatch(TrainingFinding[AccumulationMismatchOptions]):
    """Accumulated gradients that are not those of the whole batch.

    What it finds:
        Training steps whose gradient, summed over micro-batches, differs from that of one large batch.

    Why it matters:
        With rows of different lengths a mean by micro-batch weighs tokens unequally; a last window that is
        shorter is weighed wrongly. Losses shift by per cents and nothing fails.

    How it decides:
        By dataaudit probe: a batch is cut into micro-batches, of unequal numbers of targets where there are
        any, with a shorter one at the end; gradients are added up as the step is written (mean by
        micro-batch over the number of micro-batches, unless an accumulate function is given) and compared
        with the whole batch's. Found above `tolerance`.

    Example:
        relative error 0.07 with two of four micro-batches in the last window

    What to do:
        Sum the losses and divide by the number of targets of the whole window.

    Known false alarms:
        Losses that are no mean or sum over targets. Batch normalisation is in eval mode here.

    Source:
        huggingface/transformers pull request 34191; Lightning issue 20350
    """

    code = "TRN029"
    name = "accumulation-mismatch"
    severity = "warning"
    reads = ("probes",)
    message = "gradients of accumulated micro-batches differ from the batch's by {error}"
    options_class = AccumulationMismatchOptions
    causes: ClassVar[Mapping[str, str]] = {
        "tokens": "micro-batches hold different numbers of targets",
        "window": "the last window is shorter than the others",
    }
    refuted_by = "the error is 1e-6 with micro-batches of equal size"
    next_measurement = "the same with rows of equal length"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        error = measure(facts, "accumulation", "error")
        if error is None or error <= self.options.tolerance:
            return []
        return [self.found(0.95, {"error": error})]
