"""TRN022 saturated-units."""

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
class SaturatedUnitsOptions(Options):
    """Options of saturated-units."""

    __pydantic_config__ = SECTION

    min_samples: Annotated[int, Field(ge=1)] = 64
    """Fewest values per unit needed to judge."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Share of a layer's values at the limits of their range from which the layer is reported."""


class SaturatedUnits(TrainingFinding[SaturatedUnitsOptions]):
    """Sigmoid or tanh layers whose outputs are at the limits of their range.

    What it finds:
        Layers whose outputs are so close to their limits that almost no gradient passes.

    Why it matters:
        The derivative there is below 3e-4 of its largest value; everything before the layer stops learning.

    How it decides:
        The share of tanh values beyond 0.9999 in size (an input beyond 5), and of sigmoid values below 0.000335 or
        above 0.999665 (an input beyond 8), over the last half of the sampled steps. Gates count like any other layer;
        the model's own output is not judged. Reported when the share exceeds `share` in a hidden layer.

    Example:
        92% of the values of tanh after inputs scaled by 20

    What to do:
        Scale the inputs, lower the initial weights, or normalise before the activation.

    Known false alarms:
        Gates that are meant to be fully open or closed; a trained binary output.

    Source:
        DeepDiagnosis (Wardat et al. 2022), thresholds of pre-activations
    """

    code = "TRN022"
    name = "saturated-units"
    severity = "warning"
    reads = ("units",)
    message = "{share_found:%} of the values of {module} are saturated{others}"
    options_class = SaturatedUnitsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "inputs": "inputs are not scaled",
        "initialisation": "initial weights are too large",
        "rate": "the learning rate is too high",
    }
    refuted_by = "the gradient before the layer is as large as the gradient after it"
    next_measurement = "gradients by layer: the gradient-flow plot"
    explained_by = ("non-finite-loss", "input-scale")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        table = facts.tables["units"].filter(pl.col("kind") == "bounded", ~pl.col("output"))
        seen = int(table["values_per_unit"].max() or 0) if table.height else 0  # type: ignore[arg-type]
        table = table.filter(pl.col("values_per_unit") >= self.options.min_samples)
        if not table.height:
            reason = f"{seen} values per unit; at least {self.options.min_samples} are needed"
            return self.too_little(reason) if seen else []
        bad = table.filter(pl.col("saturated") > self.options.share).sort("saturated", descending=True)
        if not bad.height:
            return []
        top = bad.row(0, named=True)
        names = bad["module"].to_list()
        evidence = {
            "share_found": top["saturated"], "module": top["module"],
            "others": f", and most of {listed(names[1:])}" if len(names) > 1 else "",
        }  # fmt: skip
        steps = (top["first_step"], top["last_step"])
        return [self.found(0.8, evidence, steps=steps, count=len(names), where={"module": top["module"]})]
