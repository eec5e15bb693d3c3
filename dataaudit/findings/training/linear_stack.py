"""TRN042 linear-stack."""

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
class LinearStackOptions(Options):
    """Options of linear-stack."""

    __pydantic_config__ = SECTION

    pairs: Annotated[int, Field(ge=1)] = 1
    """Fewest pairs that are reported."""


class LinearStack(TrainingFinding[LinearStackOptions]):
    """Linear layers without an activation in between.

    What it finds:
        Two consecutive linear layers that together are one linear layer.

    Why it matters:
        One layer could do the work of both, and the model cannot learn anything that is not linear.

    How it decides:
        dataaudit probe finds a linear layer or convolution that receives exactly the tensor that another one returned,
        with no operation in between that changes it. A bottleneck (an inner size smaller than both outer sizes), a
        convolution by groups and what follows itself inside an installed package's model are design choices and not
        reported. Reported from `pairs` such pairs on.

    Example:
        Linear(64, 128) and Linear(128, 10) without an activation

    What to do:
        Add an activation between them.

    Known false alarms:
        Low-rank factorisation by design; attention, whose value and output projections are separated by the attention
        itself.

    Source:
        UMLAUT (Schoop et al. 2021), for the question
    """

    code = "TRN042"
    name = "linear-stack"
    severity = "warning"
    reads = ("probes",)
    message = "{first} feeds {second} with no activation in between{others}"
    options_class = LinearStackOptions
    causes: ClassVar[Mapping[str, str]] = {
        "forgotten": "an activation was forgotten, or is applied to another tensor",
    }
    refuted_by = "an operation between them changes the tensor without being a module"
    next_measurement = "add an activation and compare the loss on a single batch"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        pairs = [where for value, where in rows_of(facts, "linear_stack", "pair") if value]
        if len(pairs) < self.options.pairs:
            return []
        first, _, second = pairs[0].partition(" > ")
        more = len(pairs) - 1
        evidence = {"first": first, "second": second, "others": f", and {more} more pairs" if more else ""}
        return [self.found(0.8, evidence, count=len(pairs), where={"module": second})]
