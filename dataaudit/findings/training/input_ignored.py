"""TRN031 input-ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding

_DEPENDS = 0.01
"""Change of the output with all inputs, relative to its size, that shows that it depends on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputIgnoredOptions(Options):
    """Options of input-ignored."""

    __pydantic_config__ = SECTION

    ratio: Annotated[float, Field(gt=1)] = 1.05
    """Largest tolerated ratio of the loss with zeroed inputs to the loss with real ones."""


class InputIgnored(TrainingFinding[InputIgnoredOptions]):
    """A model that learns equally well without its input.

    What it finds:
        Models that fit a batch with all inputs set to zero as well as with the real ones.

    Why it matters:
        The output does not depend on the input: the model learns the distribution of the labels.

    How it decides:
        dataaudit probe compares the best loss that a single batch reaches within the given steps, with real inputs and
        with zeroed ones. Reported when the zeroed loss is at most `ratio` times as far from the floor as the real one
        and the real one has not reached the floor, unless the output clearly changes with the inputs; or when the
        output does not change at all when the inputs do; or when all rows have the same input.

    Example:
        both runs end at 0.693

    What to do:
        Follow the input through the forward pass: look for masks of zeros, a wrong variable, detach and caches.

    Known false alarms:
        A batch of equal labels, which can be fitted without inputs.

    Source:
        Karpathy 2019 (input-independent baseline)
    """

    code = "TRN031"
    name = "input-ignored"
    severity = "error"
    reads = ("probes",)
    message = "the output does not depend on the input: {why}"
    options_class = InputIgnoredOptions
    causes: ClassVar[Mapping[str, str]] = {
        "graph": "the input does not reach the output",
        "constant": "inputs are constant or masked",
        "labels": "the targets do not depend on the inputs",
    }
    refuted_by = "the output changes when one input changes"
    next_measurement = "the output of every module for two different inputs"
    explained_by = ("vanishing-gradients", "initial-variance", "failing-step")

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        change = measure(facts, "input_reach", "change")
        real, zeroed = measure(facts, "single_batch", "real"), measure(facts, "single_batch", "zeroed")
        if measure(facts, "input_reach", "constant"):
            evidence = {"why": "all rows have the same input", "change": change}
            return [self.found(0.95, evidence, causes=("constant",))]
        if change == 0:
            return [
                self.found(
                    0.95, {"why": "changing all inputs leaves the output unchanged", "change": 0.0}, causes=("graph",)
                )
            ]
        floor, first = measure(facts, "single_batch", "floor") or 0.0, measure(facts, "single_batch", "first")
        if real is None or zeroed is None or first is None or measure(facts, "single_batch", "labels") == 1:
            return []
        unfitted = real - floor > 0.2 * max(first - floor, 1e-12)
        if zeroed - floor > self.options.ratio * (real - floor) or not unfitted:
            return []
        if change is not None and change > _DEPENDS:
            # The output does follow the input; that the batch cannot be learned has another reason.
            return []
        return [
            self.found(
                0.9,
                {
                    "why": f"one batch reaches a loss of {zeroed:.3g} with zeroed inputs, {real:.3g} with real ones",
                    "real": real,
                    "zeroed": zeroed,
                },
                causes=("graph", "constant"),
            )
        ]
