"""TRN058 failing-step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure, where_of
from dataaudit.findings.training.training_finding import TrainingFinding


class FailingStep(TrainingFinding[Options]):
    """A model that cannot take a single step on its data.

    What it finds:
        Models whose forward pass, loss or backward pass raises an exception on the first batch.

    Why it matters:
        Nothing else can be measured, and a training would end here. A probe that cannot run has not passed.

    How it decides:
        dataaudit probe runs one step in training mode on the first batch and reports the exception in its own words,
        with the innermost module and the line that it arose in. Ids that an embedding does not have are named.

    Example:
        the first step fails: the forward pass in wte (Embedding): IndexError: index out of range in self

    What to do:
        Repair what the exception says: most often a tokenizer that is larger than the vocabulary, labels beyond the
        classes, or inputs of another shape, type or device.

    Known false alarms:
        A loss that needs more than the first batch, such as one with a memory of earlier ones.

    Source:
        PyTorch's exceptions
    """

    code = "TRN058"
    name = "failing-step"
    severity = "error"
    reads = ("probes",)
    message = "the first step fails: {where}"
    options_class = Options
    causes: ClassVar[Mapping[str, str]] = {
        "ids": "token ids or labels are beyond what the model has",
        "shape": "inputs or targets have another shape or type than the model expects",
        "device": "parts of model and batch are on different devices",
    }
    refuted_by = "the same step runs on the same batch without dataaudit"
    next_measurement = "run the step by hand on one decoded batch"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        if not measure(facts, "one_step", "failed"):
            return []
        where = where_of(facts, "one_step", "failed")
        return [self.found(1.0, {"where": where}, causes=("ids",) if "ids 0 to" in where else ())]
