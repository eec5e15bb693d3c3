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
    """Largest tolerated absolute value."""
    column_ratio: Annotated[float, Field(gt=1)] = 1000.0
    """Largest tolerated ratio between the spreads of two columns."""


class InputScale(TrainingFinding[InputScaleOptions]):
    """Inputs on a scale that training cannot handle.

    What it finds:
        Input features far from zero mean and unit variance, columns on very different scales, and inputs that are not
        finite.

    Why it matters:
        The first layer saturates, or one column dominates its gradients; learning rates that work elsewhere fail.

    How it decides:
        dataaudit probe checks floating-point inputs in the batches it is given: any NaN or infinity; the largest
        absolute value above `largest`; a mean more than three standard deviations from zero; or, for two-dimensional
        inputs, a ratio above `column_ratio` between the standard deviations of columns.

    Example:
        pixels from 0 to 255 as floats

    What to do:
        Standardise with the mean and standard deviation of the training data; divide pixels by 255.

    Known false alarms:
        Models that normalise their input themselves, in their first layer.

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
        "raw": "raw values are not scaled",
        "column": "one column uses another unit",
        "missing": "missing values are encoded as NaN or as a large number",
    }
    refuted_by = "the first layer normalises its input"
    next_measurement = "repeat the run with standardised inputs"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        broken = measure(facts, "input_scale", "nonfinite")
        if broken:
            where = where_of(facts, "input_scale", "nonfinite")
            evidence = {"kind": f"not finite in {int(broken)} values ({where})", "nonfinite": broken}
            return [self.found(1.0, evidence, severity="error", causes=("missing",), where={"rows": where})]
        ratio = measure(facts, "input_scale", "column_ratio")
        if ratio is not None and ratio > self.options.column_ratio:
            where = where_of(facts, "input_scale", "column_ratio")
            evidence = {
                "kind": f"on very different scales: {where} has {ratio:.3g} times the spread of other columns",
                "ratio": ratio,
            }
            return [self.found(0.85, evidence, causes=("column",), where={"column": where})]
        largest, shift = measure(facts, "input_scale", "largest"), measure(facts, "input_scale", "shift")
        if largest is not None and largest > self.options.largest:
            return [self.found(0.8, {"kind": f"as large as {largest:.3g}", "largest": largest}, causes=("raw",))]
        if shift is not None and shift > 3 and largest is not None and largest > 3:
            kind = f"on average {shift:.3g} standard deviations from zero"
            return [self.found(0.6, {"kind": kind, "shift": shift}, causes=("raw",))]
        return []
