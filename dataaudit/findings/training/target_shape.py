"""TRN043 target-shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


class TargetShape(TrainingFinding[Options]):
    """Outputs and targets whose shapes broadcast against each other.

    What it finds:
        Regression losses between shapes such as (B, 1) and (B,), which compare every output with every target.

    Why it matters:
        The loss is lowest where every output is the mean of the targets: the model learns nothing else, and nothing
        fails.

    How it decides:
        dataaudit probe: output and target have different shapes, broadcast to a larger one, and the loss equals that of
        the broadcast shapes.

    Example:
        mse_loss of (32, 1) and (32,): 1,024 differences instead of 32

    What to do:
        Give both the same shape: output.squeeze(-1), or target.unsqueeze(-1).

    Known false alarms:
        Losses that broadcast by design.

    Source:
        the PyTorch warning "Using a target size that is different to the input size"
    """

    code = "TRN043"
    name = "target-shape"
    severity = "error"
    reads = ("probes",)
    message = "the output {output} and the target {target} broadcast to {broadcast}"
    causes: ClassVar[Mapping[str, str]] = {
        "squeeze": "one side has a last dimension of size one",
    }
    refuted_by = "the loss is the same once both have the same shape"
    next_measurement = "the loss with equal shapes"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        for value, where in rows_of(facts, "target_shape", "broadcast"):
            if value:
                output, target, broadcast = where.split(" | ")
                return [self.found(0.95, {"output": output, "target": target, "broadcast": broadcast})]
        return []
