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

_FEW = 0.1
"""Share of the parameters, from which down those that are trained may be too few to fit a batch."""
_MOVES = 1e-3
"""Share of the way to the floor that shows that they learn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleBatchFailedOptions(Options):
    """Options of single-batch-failed."""

    __pydantic_config__ = SECTION

    covered: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """Share of the way from the first loss to the floor that must be covered."""


class SingleBatchFailed(TrainingFinding[SingleBatchFailedOptions]):
    """A model that cannot overfit a single batch.

    What it finds:
        Training steps that cannot bring the loss of one small batch near its floor with any of several learning rates.

    Why it matters:
        If a batch of a few rows cannot be fitted, more data will not help: the model, the loss or the optimizer is
        broken.

    How it decides:
        dataaudit probe trains a copy of the model with dropout off: Adam with four learning rates, for the given number
        of steps. The floor is computed from the batch (equal rows with different targets, label smoothing). Reported
        when the best loss has covered less than `covered` of the way from the first loss to the floor and the accuracy,
        if there is one, is below 0.95. Of adapters and heads on frozen weights, less than a tenth of the parameters,
        only that the loss falls is asked. Controls with zeroed inputs and shuffled labels narrow down the cause.

    Example:
        loss 1.38 at the start and 1.37 after 300 steps

    What to do:
        See which control failed: gradients that do not arrive, outputs that do not depend on inputs, or a loss with a
        floor.

    Known false alarms:
        Models with stochastic parts other than dropout; batches that are too large for the model.

    Source:
        Karpathy 2019 (overfit one batch)
    """

    code = "TRN032"
    name = "single-batch-failed"
    severity = "error"
    reads = ("probes",)
    not_for = ("gan", "rl", "several-models")
    message = (
        "the model cannot overfit a batch of {batch_rows} rows: the loss goes from {first} to {best}, where {floor} is"
        " possible"
    )
    options_class = SingleBatchFailedOptions
    causes: ClassVar[Mapping[str, str]] = {
        "gradients": "gradients do not reach the parameters",
        "loss": "the loss has a floor: a second softmax, or a wrong target shape",
        "capacity": "the model is far too small",
        "scale": "inputs saturate the first layer",
    }
    refuted_by = "another optimizer fits the batch"
    next_measurement = "gradient reach, double softmax and target shape with dataaudit probe"
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
        if measure(facts, "single_batch", "floor_known") == 0 and first - real > 0.1 * abs(first):
            return self.too_little("the least possible value of this loss is not known, and it falls")
        if measure(facts, "single_batch", "still_falling"):
            return self.too_little("the loss still falls at the last step: raise --steps for the single-batch test")
        trained = measure(facts, "single_batch", "trained")
        if trained is not None and trained < _FEW and (first - real) / way > _MOVES:
            return self.too_little(f"{trained:.1%} of the parameters are trained, and the loss falls")
        evidence = {"batch_rows": int(rows or 0), "best": real, "first": first, "floor": floor, "accuracy": accuracy}
        shuffled = measure(facts, "single_batch", "shuffled")
        order = ("gradients", "loss") if shuffled is not None and shuffled >= 0.9 * real else ("loss", "capacity")
        return [self.found(0.9, evidence, causes=order)]
