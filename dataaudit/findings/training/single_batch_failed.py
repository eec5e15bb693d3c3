"""TRN032 single-batch-failed."""

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
class SingleBatchFailedOptions(Options):
    """Options of single-batch-failed."""

    __pydantic_config__ = SECTION

    covered: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """Share of the way from the first loss to the floor."""


class SingleBatchFailed(TrainingFinding[SingleBatchFailedOptions]):
    """A model that cannot learn a single batch by heart.

    What it finds:
        Training steps that cannot bring the loss of one small batch near its floor with any of several
        learning rates.

    Why it matters:
        If a batch of a few rows cannot be fitted, no amount of data will help: something in model, loss or
        optimizer is broken.

    How it decides:
        By dataaudit probe on a copy of the model with dropout off: Adam with four learning rates, as many
        steps as given; the floor is computed from the batch (rows that are equal and have different
        targets, label smoothing). Found where the best loss has not covered `covered` of the way from the
        first loss to the floor and accuracy, where there is one, is below 0.95. Controls with zeroed inputs
        and shuffled labels tell what it is.

    Example:
        loss 1.38 at the start and 1.37 after 300 steps

    What to do:
        See which control failed: gradients that do not arrive, outputs that do not depend on inputs, a loss
        with a floor.

    Known false alarms:
        Models with stochastic parts besides dropout; batches too large for the model.

    Source:
        Karpathy 2019 (overfit one batch)
    """

    code = "TRN032"
    name = "single-batch-failed"
    severity = "error"
    reads = ("probes",)
    message = "a batch of {batch_rows} rows is fitted to {best} only, from {first}, where {floor} is possible"
    options_class = SingleBatchFailedOptions
    causes: ClassVar[Mapping[str, str]] = {
        "gradients": "gradients do not reach the parameters",
        "loss": "the loss has a floor: a softmax too many, a wrong target shape",
        "capacity": "the model is far too small",
        "scale": "inputs saturate the first layer",
    }
    refuted_by = "another optimizer fits the batch"
    next_measurement = "gradient reach, double softmax and target shape by dataaudit probe"
    explained_by = (
        "missing-gradients",
        "input-ignored",
        "double-softmax",
        "target-shape",
        "nan-origin",
        "linear-stack",
        "symmetric-initialisation",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        real, first = measure(facts, "single_batch", "real"), measure(facts, "single_batch", "first")
        floor, rows = measure(facts, "single_batch", "floor"), measure(facts, "single_batch", "rows")
        if real is None or first is None or floor is None:
            return []
        accuracy = measure(facts, "single_batch", "accuracy")
        way = first - floor
        if (
            way <= 1e-3 * max(abs(first), 1e-3)
            or (first - real) / way >= self.options.covered
            or (accuracy or 0) >= 0.95
        ):
            return []
        if measure(facts, "single_batch", "still_falling"):
            return self.too_little("the loss still fell at the last step: give the single-batch test more --steps")
        evidence = {"batch_rows": int(rows or 0), "best": real, "first": first, "floor": floor, "accuracy": accuracy}
        shuffled = measure(facts, "single_batch", "shuffled")
        order = ("gradients", "loss") if shuffled is not None and shuffled >= 0.9 * real else ("loss", "capacity")
        return [self.found(0.9, evidence, causes=order)]
