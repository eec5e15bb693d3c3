"""TRN063 evaluated-in-train-mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.measures import measure
from dataaudit.findings.training.training_finding import TrainingFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedInTrainModeOptions(Options):
    """Options of evaluated-in-train-mode."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """Share of the evaluations that must run in train mode."""


class EvaluatedInTrainMode(TrainingFinding[EvaluatedInTrainModeOptions]):
    """Evaluations that run in train mode.

    What it finds:
        Models with dropout or batch normalisation whose evaluations run in train mode.

    Why it matters:
        Dropout makes the validation loss too high and noisy; batch normalisation learns the statistics of the
        validation data, which is a leak. Early stopping and comparisons rest on these numbers.

    How it decides:
        The monitor counts the forward passes between a step and the call of `evaluate` that follows it. Reported when
        in more than `share` of the evaluations all of them ran in train mode and the model has modules that behave
        differently in it. Evaluations of a copy of the model are not seen and not judged, nor is the first one where it
        comes after 5,000 steps: the monitor looks again from then on.

    Example:
        model.eval() is missing before the validation loop

    What to do:
        Call model.eval() before an evaluation and model.train() after it.

    Known false alarms:
        Dropout that is left on by design, to estimate uncertainty.

    Source:
        torch.nn.Module.eval documentation
    """

    code = "TRN063"
    name = "evaluated-in-train-mode"
    severity = "warning"
    reads = ("probes",)
    message = "{share_found:%} of the evaluations ran in train mode, with dropout or batch normalisation active"
    options_class = EvaluatedInTrainModeOptions
    causes: ClassVar[Mapping[str, str]] = {
        "eval": "model.eval() is missing before the evaluation",
    }
    refuted_by = "model.training is False during an evaluation"
    next_measurement = "evaluate the same checkpoint in both modes"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        share = measure(facts, "evaluation", "in_train_mode")
        if share is None or share <= self.options.share:
            return []
        return [self.found(0.9, {"share_found": share})]
