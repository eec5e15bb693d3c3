"""TRN024 odd-weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import rows_of
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class OddWeightsOptions(Options):
    """Options of odd-weights."""

    __pydantic_config__ = SECTION

    factor: Annotated[float, Field(gt=1)] = 10.0
    """Largest tolerated ratio to the usual standard deviation, in either direction."""


class OddWeights(TrainingFinding[OddWeightsOptions]):
    """Initial weights that are not finite or of an unusual size.

    What it finds:
        Parameters that are NaN or infinite, and weight matrices whose spread is far from what their shape calls for.

    Why it matters:
        A layer with the wrong scale shrinks or amplifies everything that passes through it.

    How it decides:
        dataaudit probe reports any non-finite value; or, for weight matrices, a standard deviation below 1/`factor` or
        above `factor` times the Glorot value for their shape. Vectors, normalisation, embeddings, models of installed
        packages and matrices that are all zero are excluded: zero can be a choice (adapters, last layers), see
        symmetric-initialisation. Too small a spread counts if at least half of the matrices have it: a head that starts
        small is a choice.

    Example:
        fc2.weight has a standard deviation of 2.1 where 0.06 is usual

    What to do:
        Initialise by He or Glorot, or check what loading the weights did.

    Known false alarms:
        Weights that are already trained, or scaled by design.

    Source:
        Glorot and Bengio 2010; He et al. 2015
    """

    code = "TRN024"
    name = "odd-weights"
    severity = "warning"
    reads = ("probes",)
    message = "{parameter} {kind}{others}"
    options_class = OddWeightsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "initialisation": "a constant was used instead of a scale that depends on the shape",
        "loading": "weights were loaded into the wrong layer or type",
        "rate": "earlier training went wrong",
    }
    refuted_by = "the outputs of the layer vary as much as its inputs"
    next_measurement = "dataaudit probe: the variance by layer"
    explained_by = ("non-finite-loss",)

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        measured = [value for value, _ in rows_of(facts, "weights", "spread_ratio") if value]
        broken = [where for value, where in rows_of(facts, "weights", "nonfinite") if value]
        odd = [
            (value, where)
            for value, where in rows_of(facts, "weights", "spread_ratio")
            if value and not 1 / self.options.factor <= value <= self.options.factor
        ]
        if broken:
            more = len(broken) - 1
            evidence: dict[str, Any] = {
                "parameter": broken[0],
                "kind": "is not finite",
                "others": f", and {more} more" if more else "",
            }
            return [self.found(1.0, evidence, count=len(broken), where={"parameter": broken[0]}, severity="error")]
        # A head that starts small is a choice; a model whose matrices do has lost its scale.
        small = all(value < 1 for value, _ in odd)
        if not odd or (small and 2 * len(odd) < len(measured)):
            return []
        value, where = max(odd, key=lambda one: abs(math.log(one[0] or 1.0)))
        more = len(odd) - 1
        evidence = {
            "parameter": where,
            "kind": f"has {value:.3g} times the usual spread",
            "ratio": value,
            "others": f", and {more} more" if more else "",
        }
        return [self.found(0.6, evidence, count=len(odd), where={"parameter": where})]
