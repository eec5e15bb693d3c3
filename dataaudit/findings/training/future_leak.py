"""TRN059 future-leak."""

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
class FutureLeakOptions(Options):
    """Options of future-leak."""

    __pydantic_config__ = SECTION

    tolerance: Annotated[float, Field(gt=0)] = 1e-3
    """Largest tolerated change of the output, relative to its size."""


class FutureLeak(TrainingFinding[FutureLeakOptions]):
    """A language model that sees the tokens that it is to predict.

    What it finds:
        Models that are trained on the next token and whose output at a position changes with the tokens after it.

    Why it matters:
        The loss falls far below what can be predicted, because the answer is copied; generated text is worthless.

    How it decides:
        dataaudit probe, and the monitor when it closes after a training in one process, finds that the loss is the
        cross-entropy of the token after each position (by comparing targets with inputs), permutes the second half of
        the tokens in eval mode, and compares the output of the first half. Models whose targets are not the next token,
        such as masked ones, are not judged.

    Example:
        a small GPT without a causal mask: loss 0.13, where 1.9 is possible

    What to do:
        Pass a causal mask (is_causal=True, or a mask of -inf above the diagonal) to every attention; check that
        convolutions are padded on the left alone, and that recurrent layers are not bidirectional.

    Known false alarms:
        Prefix models, whose first part is meant to see itself, if the prefix is part of the loss.

    Source:
        Karpathy 2019 (use backprop to chart dependencies)
    """

    code = "TRN059"
    name = "future-leak"
    severity = "error"
    reads = ("probes",)
    message = "the output of the first half of the tokens changes by {change} of its size with those of the second half"
    options_class = FutureLeakOptions
    causes: ClassVar[Mapping[str, str]] = {
        "mask": "attention has no causal mask, or the mask is not passed on",
        "layer": "a convolution, pooling, normalisation or bidirectional layer reaches over later positions",
    }
    refuted_by = "the output at a position is the same when the text ends there"
    next_measurement = "the output of every module for a text and for its first half"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        change = measure(facts, "future_leak", "change")
        if change is None or change <= self.options.tolerance:
            return []
        return [self.found(0.95, {"change": change})]
