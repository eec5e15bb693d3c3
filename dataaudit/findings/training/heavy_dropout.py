"""TRN046 heavy-dropout."""

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
class HeavyDropoutOptions(Options):
    """Options of heavy-dropout."""

    __pydantic_config__ = SECTION

    high: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Dropout probability above which the finding is a warning."""


class HeavyDropout(TrainingFinding[HeavyDropoutOptions]):
    """Dropout that removes most of the signal.

    What it finds:
        Dropout layers with a probability above one half, and especially near one.

    Why it matters:
        The remaining signal is mostly noise: the model underfits, and train and eval mode differ widely.

    How it decides:
        dataaudit probe reads the probability of every dropout module: above `high` it is a warning, above one half
        information.

    Example:
        nn.Dropout(0.95) where 0.05 was meant

    What to do:
        Use 0.1 to 0.5. Some libraries take the probability to keep, not the one to drop.

    Known false alarms:
        Input dropout of some recommenders and denoising models.

    Source:
        Srivastava et al. 2014; UMLAUT, for the question
    """

    code = "TRN046"
    name = "heavy-dropout"
    severity = "warning"
    reads = ("probes",)
    message = "{module} drops {probability:%} of its input{others}"
    options_class = HeavyDropoutOptions
    causes: ClassVar[Mapping[str, str]] = {
        "swapped": "the probability to keep was given instead of the probability to drop",
        "regularisation": "regularisation is too strong",
    }
    refuted_by = "the loss does not improve with dropout off"
    next_measurement = "the loss of one batch in train and in eval mode"

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        found = {where: value for value, where in rows_of(facts, "dropout", "probability") if value and value > 0.5}
        rows = [(value, where) for where, value in found.items()]  # seen by the probe, the monitor or both
        if not rows:
            return []
        value, where = max(rows)
        more = len(rows) - 1
        evidence = {"probability": value, "module": where, "others": f", and {more} more" if more else ""}
        severity = None if value > self.options.high else "info"
        return [self.found(0.8, evidence, count=len(rows), where={"module": where}, severity=severity)]
