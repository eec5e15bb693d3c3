"""TRN041 initial-variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialVarianceOptions(Options):
    """Options of initial-variance."""

    __pydantic_config__ = SECTION

    ratio: Annotated[float, Field(gt=1)] = 100.0
    """Largest tolerated ratio of the largest spread to the smallest."""


class InitialVariance(TrainingFinding[InitialVarianceOptions]):
    """Activations that grow or shrink from layer to layer at initialisation.

    What it finds:
        Untrained models in which the spread of the activations changes by powers of ten between layers.

    Why it matters:
        Signals that vanish or explode in the forward pass do so in the backward pass too.

    How it decides:
        dataaudit probe takes one batch and the standard deviation of the outputs of the hidden weight layers (linear,
        convolution, recurrent) outside of models of installed packages. Reported when the ratio of the largest to the
        smallest exceeds `ratio`.

    Example:
        0.9, 0.03, 0.001, 4e-5

    What to do:
        Use He initialisation for ReLU and Glorot for tanh; add normalisation.

    Known false alarms:
        Models with residual connections whose branches start at zero (branches that are exactly zero are excluded).

    Source:
        Glorot and Bengio 2010; Mishkin and Matas 2016
    """

    code = "TRN041"
    name = "initial-variance"
    severity = "warning"
    reads = ("probes",)
    message = "the spread of layer outputs ranges from {smallest} ({narrow}) to {largest} ({wide}) before training"
    options_class = InitialVarianceOptions
    causes: ClassVar[Mapping[str, str]] = {
        "initialisation": "initial weights do not depend on the size of the layer",
        "activation": "the activation does not match the initialisation",
        "inputs": "inputs are not scaled",
    }
    refuted_by = "the ratio is small with standardised inputs"
    next_measurement = "repeat with inputs of zero mean and unit variance"
    explained_by = (
        "input-scale",
        "odd-weights",
        "symmetric-initialisation",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        rows = [(value, where) for value, where in rows_of(facts, "variance", "spread") if value]
        if len(rows) < 2:
            return []
        smallest, largest = min(rows), max(rows)
        if largest[0] / smallest[0] <= self.options.ratio:
            return []
        evidence = {"smallest": smallest[0], "narrow": smallest[1], "largest": largest[0], "wide": largest[1]}
        return [self.found(0.6, evidence, where={"module": largest[1]}, count=len(rows))]
