"""TRN021 dead-units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.gradient_table import listed
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadUnitsOptions(Options):
    """Options of dead-units."""

    __pydantic_config__ = SECTION

    min_samples: Annotated[int, Field(ge=1)] = 256
    """Fewest values of a unit, over several steps, needed to judge."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Share of a layer's units that are dead from which the layer is reported."""


class DeadUnits(TrainingFinding[DeadUnitsOptions]):
    """Units of rectified layers that output zero for every input.

    What it finds:
        Layers of ReLU-like units, most of which output only zeros in all sampled steps of the later part of the run.

    Why it matters:
        A dead unit has no gradient and does not recover: its capacity is paid for and unused.

    How it decides:
        A unit (a channel of a convolution, a feature elsewhere) is dead if its output is zero or less for every value
        seen in the last half of the sampled steps, at least min_samples values. A zero for some inputs is normal and
        does not count. Reported when more than `share` of a layer's units are dead.

    Example:
        116 of 128 units of layer 2 after a bias of -10

    What to do:
        Lower the learning rate, check the initial biases, or use LeakyReLU or GELU.

    Known false alarms:
        Layers that are sparse by design, such as experts; layers that only see padding.

    Source:
        Lu et al. 2020, dying ReLU; SageMaker Debugger's DeadRelu, for the layer's share
    """

    code = "TRN021"
    name = "dead-units"
    severity = "warning"
    reads = ("units",)
    message = "{dead} of {units} units of {module} are dead{others}"
    options_class = DeadUnitsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "rate": "one step with too high a learning rate pushed the biases far below zero",
        "bias": "biases are initialised far below zero",
        "scale": "inputs have one sign, or a large scale",
    }
    refuted_by = "the units are active on other inputs of the training data"
    next_measurement = "dead units by step: do they die at once or over time?"
    explained_by = (
        "learning-rate",
        "non-finite-loss",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["units"].filter(pl.col("kind") == "rectified")
        if not table.height:
            return []
        seen = int(table["values_per_unit"].max() or 0)  # type: ignore[arg-type]
        table = table.filter(pl.col("values_per_unit") >= self.options.min_samples)
        if not table.height:
            return self.too_little(f"{seen} values per unit; at least {self.options.min_samples} are needed")
        bad = table.filter(pl.col("dead") > self.options.share * pl.col("units")).sort("dead", descending=True)
        if not bad.height:
            return []
        top = bad.row(0, named=True)
        names = bad["module"].to_list()
        others = f", and most of {listed(names[1:])}" if len(names) > 1 else ""
        evidence = {"dead": top["dead"], "units": top["units"], "module": top["module"], "others": others}
        steps = (top["first_step"], top["last_step"])
        return [self.found(0.9, evidence, steps=steps, count=int(bad["dead"].sum()), where={"module": top["module"]})]
