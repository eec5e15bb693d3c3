"""Curves of a run as findings read them: in order of steps, with what they cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.findings.finding import Facts
from dataaudit.kernels.robust_statistics import centred_median, spread

Floats = npt.NDArray[np.float64]

COVERED = 0.8
"""Share of a run that a curve must span to speak for all of it."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric of one split.

    Attributes:
        steps: Increasing, unless the curve is as it was logged.
        values: As many, perhaps not finite.
        split: As ``train``, ``train_eval``, ``validation`` or ``validation:name``.
    """

    steps: Floats
    values: Floats
    split: str = "train"

    def __len__(self) -> int:
        return len(self.values)

    def finite(self) -> Curve:
        """The points whose value is a number."""
        good = np.isfinite(self.values)
        return Curve(self.steps[good], self.values[good], self.split)

    def smooth(self) -> Floats:
        """Centred medians over a fiftieth of the points, at least five."""
        return centred_median(self.values, max(5, len(self) // 50) | 1)

    def noise(self) -> float:
        """Spread of single points in the latter half, where the course is flattest, told by neighbouring points."""
        return spread(np.diff(self.values[len(self) // 2 :])) / 2**0.5

    def tail(self) -> Floats:
        """The last tenth of the points, at least five."""
        return self.values[-max(5, len(self) // 10) :]

    def start(self) -> float:
        """Median of the first fiftieth of the points, at least three."""
        return float(np.median(self.values[: max(3, len(self) // 50)]))

    def end(self) -> float:
        """Median of the last tenth of the points, at least five."""
        return float(np.median(self.tail()))


def curve(facts: Facts, split: str, metric: str = "loss") -> Curve:
    """A curve in the order of its steps; an empty one where there is none."""
    rows = _rows(facts, split, metric).filter(~pl.col("superseded"))
    return Curve(rows["step"].to_numpy(), rows["value"].to_numpy(), split)


def logged(facts: Facts, split: str, metric: str = "loss") -> Curve:
    """A curve in the order in which it was logged, with what a resumed run left behind."""
    rows = _rows(facts, split, metric).sort("place")
    return Curve(rows["step"].to_numpy(), rows["value"].to_numpy(), split)


def _rows(facts: Facts, split: str, metric: str) -> pl.DataFrame:
    return facts.tables["curves"].filter(pl.col("split") == split, pl.col("metric") == metric)


def validations(facts: Facts, metric: str = "loss") -> list[Curve]:
    """Curves of validation data, one a data set; those of test data where there is no other."""
    table = facts.tables["curves"].filter(pl.col("metric") == metric)
    splits = table["split"].unique(maintain_order=True).to_list()
    for kind in ("validation", "test"):
        named = [split for split in splits if split == kind or split.startswith(f"{kind}:")]
        if named:
            return [curve(facts, split, metric) for split in named]
    return []


def last_step(facts: Facts) -> float:
    """The last step that any curve of the run has."""
    steps = facts.tables["curves"]["step"]
    return float(steps.max() or 0.0)  # type: ignore[arg-type]


def covers(facts: Facts, one: Curve) -> bool:
    """Whether a curve spans enough of the run to speak for all of it."""
    steps = facts.tables["curves"]["step"]
    if not len(one):
        return False
    span = float(steps.max() or 0.0) - float(steps.min() or 0.0)  # type: ignore[arg-type]
    return bool(one.steps[-1] - one.steps[0] >= COVERED * span)


def training_curve(facts: Facts) -> tuple[Curve, str]:
    """The curve that speaks for the training loss, and why it cannot where it cannot.

    The loss of the steps where it spans the run, else that of evaluations on training data.

    Returns:
        Its finite points, in the order of steps, and a reason that is empty where they span the run.
    """
    step = curve(facts, "train").finite()
    if covers(facts, step):
        return step, ""
    evaluated = curve(facts, "train_eval").finite()
    if covers(facts, evaluated):
        return evaluated, ""
    if not len(step) and not len(evaluated):
        return step, "there is no training loss"
    longest = step if len(step) else evaluated
    reason = (
        f"the training loss covers steps {longest.steps[0]:g} to {longest.steps[-1]:g} of {last_step(facts):g} and "
        "does not speak for the run"
    )
    return longest, reason
