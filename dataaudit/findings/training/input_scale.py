"""TRN030 input-scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure, where_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class InputScaleOptions(Options):
    """Options of input-scale."""

    __pydantic_config__ = SECTION

    largest: Annotated[float, Field(gt=1)] = 20.0
    """Largest absolute value."""
    column_ratio: Annotated[float, Field(gt=1)] = 1000.0
    """Ratio between the spreads of two columns."""


class InputScale(TrainingFinding[InputScaleOptions]):
    """Inputs of a scale that training does not work with.

    What it finds:
        Input features far from zero mean and unit variance, columns of very different scales, and inputs
        that are not finite.

    Why it matters:
        The first layer saturates or its gradients are dominated by one column; learning rates that work
        elsewhere do not.

    How it decides:
        By dataaudit probe over the batches it is given, for inputs of floating point: any NaN or infinity;
        the largest absolute value above `largest`; a mean of more than three standard deviations from zero;
        or a ratio of more than `column_ratio` between the standard deviations of columns of two-dimensional
        inputs.

    Example:
        pixels from 0 to 255 as floats

    What to do:
        Standardise with the training data's mean and deviation; divide pixels by 255.

    Known false alarms:
        Models that normalise their input themselves, in a first layer.

    Source:
        LeCun et al. 1998, Efficient BackProp
    """

    code = "TRN030"
    name = "input-scale"
    severity = "warning"
    reads = ("probes",)
    message = "inputs are {kind}"
    options_class = InputScaleOptions
    causes: ClassVar[Mapping[str, str]] = {
        "raw": "raw values were not scaled",
        "column": "one column has another unit",
        "missing": "missing values are NaN or a large number",
    }
    refuted_by = "the first layer normalises its input"
    next_measurement = "the same run with standardised inputs"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        broken = measure(facts, "input_scale", "nonfinite")
        if broken:
            where = where_of(facts, "input_scale", "nonfinite")
            evidence = {"kind": f"not finite at {int(broken)} places ({where})", "nonfinite": broken}
            return [self.found(1.0, evidence, severity="error", causes=("missing",), where={"rows": where})]
        ratio = measure(facts, "input_scale", "column_ratio")
        if ratio is not None and ratio > self.options.column_ratio:
            where = where_of(facts, "input_scale", "column_ratio")
            evidence = {
                "kind": f"of very different scales: {where} has {ratio:.3g} times the spread of others",
                "ratio": ratio,
            }
            return [self.found(0.85, evidence, causes=("column",), where={"column": where})]
        largest, shift = measure(facts, "input_scale", "largest"), measure(facts, "input_scale", "shift")
        if largest is not None and largest > self.options.largest:
            return [self.found(0.8, {"kind": f"as large as {largest:.3g}", "largest": largest}, causes=("raw",))]
        if shift is not None and shift > 3 and largest is not None and largest > 3:
            return [
                self.found(
                    0.6, {"kind": f"{shift:.3g} standard deviations away from zero", "shift": shift}, causes=("raw",)
                )
            ]
        return []
