"""TRN023 odd-activations."""

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
class OddActivationsOptions(Options):
    """Options of odd-activations."""

    __pydantic_config__ = SECTION

    near_limit: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of the largest number of a half-precision type above which a value is reported."""


class OddActivations(TrainingFinding[OddActivationsOptions]):
    """Module outputs that are not finite, all zero, or near the limit of their type.

    What it finds:
        Modules whose output is NaN or infinite, zero everywhere for a whole batch, or near the end of the range of its
        type.

    Why it matters:
        Such an output carries no information; everything after it trains on nothing.

    How it decides:
        dataaudit probe checks one batch, in train and in eval mode, module by module: any non-finite value; an output
        whose values are all zero; or half-precision outputs above `near_limit` of the largest number of their type. A
        large value alone is not reported, because residual streams of language models are large. Masked and integer
        outputs are not judged.

    Example:
        blocks.3.norm outputs NaN in train mode and finite values in eval mode

    What to do:
        Look at the first module in the order of the forward pass; the ones after it are consequences.

    Known false alarms:
        Branches that are off by design, such as a zero-initialised adapter.

    Source:
        fastai ActivationStats and TheDeepChecker, for the questions
    """

    code = "TRN023"
    name = "odd-activations"
    severity = "warning"
    reads = ("probes",)
    message = "{module} outputs {kind} in {mode} mode{others}"
    options_class = OddActivationsOptions
    causes: ClassVar[Mapping[str, str]] = {
        "operation": "a division by zero, or a logarithm or root of zero or a negative number, in the module",
        "initialisation": "weights are zero, or so large that values leave the range",
        "input": "the input itself is zero or not finite",
    }
    refuted_by = "the module has normal outputs for another batch"
    next_measurement = "dataaudit probe: the origin of NaN by module"
    explained_by = (
        "non-finite-loss",
        "nan-origin",
        "symmetric-initialisation",
    )

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        found = [
            (kind, where)
            for kind in ("non-finite values", "only zeros", "huge values")
            for value, where in rows_of(facts, "activations", kind)
            if value and value > (self.options.near_limit if kind == "huge values" else 0)
        ]
        if not found:
            return []
        kind, where = found[0]
        module, _, mode = where.rpartition(":")
        more = len(found) - 1
        evidence = {"module": module, "kind": kind, "mode": mode, "others": f", and {more} more" if more else ""}
        severity = "error" if kind == "non-finite values" else None
        return [self.found(0.9, evidence, count=len(found), where={"module": module}, severity=severity)]
