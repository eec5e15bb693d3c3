"""TRN038 nan-origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


class NanOrigin(TrainingFinding[Options]):
    """The first module or parameter that produces NaN or infinity.

    What it finds:
        Where a non-finite value first appears, by replaying one step.

    Why it matters:
        The loss shows NaN long after, and far from, the place where it first appears.

    How it decides:
        dataaudit probe runs the given batch: forward hooks, in the order of execution, name the first module with
        finite inputs and a non-finite output. If the loss is finite, the backward pass names the first parameter,
        counted from the loss, with a non-finite gradient. Rows of the batch that are not finite themselves are named
        first.

    Example:
        block2.norm: finite input, 3 infinite output values

    What to do:
        Guard the operation: eps inside roots and logarithms, clamp, fp32 for sums.

    Known false alarms:
        None: the step is replayed.

    Source:
        own method; torch.autograd.detect_anomaly misses NaN that does not pass through the backward pass (pytorch issue
        160016)
    """

    code = "TRN038"
    name = "nan-origin"
    severity = "error"
    reads = ("probes",)
    message = "non-finite values first appear {place}"
    causes: ClassVar[Mapping[str, str]] = {
        "operation": "a logarithm, division, root or exponential of an extreme value",
        "input": "the batch itself is not finite",
        "half-precision": "a value exceeds the range of fp16",
    }
    refuted_by = "the replayed step is finite"
    next_measurement = "the values that enter the named module"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        rows = rows_of(facts, "nan_origin", "input")
        if rows and rows[0][0]:
            return [
                self.found(1.0, {"place": f"in the input: {rows[0][1]}"}, where={"rows": rows[0][1]}, causes=("input",))
            ]
        for name, place in (
            ("module", "in the output of {}"),
            ("loss", "in the loss function{}"),
            ("gradient", "in the gradient of {}"),
        ):
            told = [where for value, where in rows_of(facts, "nan_origin", name) if value]
            if told:
                where = {"module" if name == "module" else "parameter": told[0]} if told[0] else {}
                return [self.found(1.0, {"place": place.format(told[0])}, where=where, causes=("operation",))]
        return []
