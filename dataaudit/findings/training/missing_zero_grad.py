"""TRN039 missing-zero-grad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


class MissingZeroGrad(TrainingFinding[Options]):
    """Gradients that are never zeroed.

    What it finds:
        Training loops that add the gradients of every step to those of all previous steps.

    Why it matters:
        Every step follows the direction of all steps together: the loss falls at first, then oscillates or diverges.

    How it decides:
        The monitor looks at one parameter's gradient before every backward pass between two optimizer steps. If none of
        them finds it empty or zero, the step keeps that of the step before. Accumulation over micro-batches is not
        mistaken for it, nor the passes of another model's loss. Reported when this happens in more than half of the
        sampled steps.

    Example:
        optimizer.zero_grad() is missing in the loop

    What to do:
        Call optimizer.zero_grad() once per optimizer step.

    Known false alarms:
        Optimizers that keep gradients by design, such as some with their own momentum.

    Source:
        torch.optim documentation
    """

    code = "TRN039"
    name = "missing-zero-grad"
    severity = "error"
    reads = ("probes",)
    message = "gradients of the previous step are still there in {share_found:%} of the sampled steps"
    causes: ClassVar[Mapping[str, str]] = {
        "missing": "zero_grad() is missing, or is called on another optimizer or model",
    }
    refuted_by = "the gradient norm of a step equals that of its batch alone"
    next_measurement = "the gradient norm of one batch, alone and in the loop"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        share = measure(facts, "zero_grad", "kept")
        if share is None or share <= 0.5:
            return []
        return [self.found(0.95, {"share_found": share})]
