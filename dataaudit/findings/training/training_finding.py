"""What findings about training share: confidence, place, causes, and what would refute them."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar, cast

from dataaudit.findings.finding import Facts, Finding, Options, Result, Severity

TrainingOptionsT = TypeVar("TrainingOptionsT", bound=Options)


class TrainingFinding(Finding[TrainingOptionsT], Generic[TrainingOptionsT]):
    """A finding about one run.

    ``causes`` maps a short key to a sentence, the likeliest first; a result may reorder them by its evidence.
    ``explained_by`` names findings of which this one is a consequence: where one of them is found in the same run, this
    one is information only.
    """

    family = "training"
    subject = "run"
    causes: ClassVar[Mapping[str, str]]
    refuted_by: ClassVar[str]
    next_measurement: ClassVar[str]
    explained_by: ClassVar[tuple[str, ...]] = ()
    not_for: ClassVar[tuple[str, ...]] = ()
    """Kinds of training (``dataaudit.training.task``) that it says nothing about."""
    one_of: ClassVar[tuple[str, ...]] = ()
    """Tables, or curves as ``split/metric``: at least one must be there. Empty means no such condition."""
    of_the_end: ClassVar[bool] = False
    """Whether it is about how far a training has come, which a training that still runs may yet change."""

    @abstractmethod
    def judge(self, facts: Facts) -> list[Result]:
        """Return what it finds in a run; an empty list for nothing."""

    def found(
        self,
        confidence: float,
        evidence: Mapping[str, Any],
        *,
        steps: tuple[float, float] | None = None,
        where: Mapping[str, Any] | None = None,
        severity: str | None = None,
        count: int = 1,
        causes: Sequence[str] = (),
        row_ids: tuple[int, ...] = (),
    ) -> Result:
        """Build a result of this class.

        Args:
            confidence: From 0 to 1.
            evidence: Numbers that the message names, and further ones.
            steps: First and last step concerned.
            where: Parameter, module, batches.
            severity: Overrides the severity of the class.
            count: Events, parameters, units.
            causes: Keys of ``causes`` that the evidence makes likeliest, in order; the others follow.
            row_ids: Rows concerned.
        """
        place = {**({"steps": [_whole(steps[0]), _whole(steps[1])]} if steps else {}), **(where or {})}
        made = self.result(
            count=count,
            evidence={key: _told(value) for key, value in evidence.items()},
            severity=cast("Severity | None", severity),
            row_ids=row_ids,
        )
        ordered = (*causes, *(key for key in self.causes if key not in causes))
        return replace(made, confidence=round(min(max(confidence, 0.0), 1.0), 3), where=place, causes=ordered)

    def too_little(self, reason: str) -> list[Result]:
        """Return the one result that says there is not enough data to judge."""
        return [self.insufficient(reason)]


def _told(value: Any) -> Any:
    """A value that JSON can hold: NaN and infinity become words."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return [_told(one) for one in value] if isinstance(value, list) else value


def _whole(step: float) -> float | int:
    return int(step) if float(step).is_integer() else float(step)
