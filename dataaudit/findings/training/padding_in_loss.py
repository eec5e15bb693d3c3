"""TRN061 padding-in-loss."""

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
class PaddingInLossOptions(Options):
    """Options of padding-in-loss."""

    __pydantic_config__ = SECTION

    share: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Largest tolerated share of padded targets that count."""


class PaddingInLoss(TrainingFinding[PaddingInLossOptions]):
    """Padding that counts in the loss.

    What it finds:
        Losses over tokens that change when only the targets of padding change.

    Why it matters:
        The model learns to predict padding, which is easy: the loss looks low, and the words of short rows have less
        weight.

    How it decides:
        dataaudit probe takes for padding what the attention mask leaves out, otherwise the token in which most rows end
        in runs of different lengths (but for the first of each run, which may end the text). It changes these targets
        alone and compares the loss; the monitor counts those that a recognised loss counts. Reported when they count
        and are more than `share` of all targets.

    Example:
        41 % of the targets are padding, and all of them count

    What to do:
        Set the targets of padding to -100, or pass ignore_index to the loss.

    Known false alarms:
        Texts that really end in runs of one token.

    Source:
        torch.nn.CrossEntropyLoss documentation (ignore_index)
    """

    code = "TRN061"
    name = "padding-in-loss"
    severity = "warning"
    reads = ("probes",)
    message = "{counted:%} of the targets that the loss counts are padding"
    options_class = PaddingInLossOptions
    causes: ClassVar[Mapping[str, str]] = {
        "ignore": "the targets of padding are not set to the index that the loss ignores",
    }
    refuted_by = "the loss is the same when the targets of padding change"
    next_measurement = "the loss with the targets of padding set to -100"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        counted = measure(facts, "padding_in_loss", "counted")
        if counted is None or counted <= self.options.share:
            return []
        return [self.found(0.85, {"counted": counted})]
