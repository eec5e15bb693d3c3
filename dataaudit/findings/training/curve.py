"""Curves of a run as findings read them: in order of steps, with the part of the run they cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.findings.finding import Facts
from dataaudit.kernels.robust_statistics import centred_median, spread

Floats = npt.NDArray[np.float64]

COVERED = 0.8
"""Share of a run that a curve must span to represent all of it."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric of one split.

    Attributes:
        steps: Increasing, unless the curve is in logged order.
        values: One per step; may be NaN or infinite.
        split: Such as ``train``, ``train_eval``, ``validation`` or ``validation:name``.
    """

    steps: Floats
    values: Floats
    split: str = "train"

    def __len__(self) -> int:
        return len(self.values)

    def finite(self) -> Curve:
        """Return the points whose value is finite."""
        good = np.isfinite(self.values)
        return Curve(self.steps[good], self.values[good], self.split)

    def smooth(self) -> Floats:
        """Return centred medians over a fiftieth of the points, at least five."""
        return centred_median(self.values, max(5, len(self) // 50) | 1)

    def noise(self) -> float:
        """Return the spread of single points in the flatter second half, from differences of neighbours."""
        return spread(np.diff(self.values[len(self) // 2 :])) / 2**0.5

    def tail(self) -> Floats:
        """Return the last tenth of the points, at least five."""
        return self.values[-max(5, len(self) // 10) :]

    def start(self) -> float:
        """Return the median of the first fiftieth of the points, at least three."""
        return float(np.median(self.values[: max(3, len(self) // 50)]))

    def end(self) -> float:
        """Return the median of the last tenth of the points, at least five."""
        return float(np.median(self.tail()))


def curve(facts: Facts, split: str, metric: str = "loss") -> Curve:
    """Return a curve in the order of its steps, empty if the run does not have it."""
    rows = _rows(facts, split, metric).filter(~pl.col("superseded"))
    return Curve(rows["step"].to_numpy(), rows["value"].to_numpy(), split)


def logged(facts: Facts, split: str, metric: str = "loss") -> Curve:
    """Return a curve in logged order, including points that a resumed run logged again."""
    rows = _rows(facts, split, metric).sort("place")
    return Curve(rows["step"].to_numpy(), rows["value"].to_numpy(), split)


def _rows(facts: Facts, split: str, metric: str) -> pl.DataFrame:
    return facts.tables["curves"].filter(pl.col("split") == split, pl.col("metric") == metric)


def validations(facts: Facts, metric: str = "loss") -> list[Curve]:
    """Return the validation curves, one per data set; test curves if there is no validation curve."""
    table = facts.tables["curves"].filter(pl.col("metric") == metric)
    splits = table["split"].unique(maintain_order=True).to_list()
    for kind in ("validation", "test"):
        named = [split for split in splits if split == kind or split.startswith(f"{kind}:")]
        if named:
            return [curve(facts, split, metric) for split in named]
    return []


def summed_parts(facts: Facts) -> tuple[Curve, Curve] | None:
    """The sums of the parts that a training and a validation loss have in common, where nobody printed a sum.

    Returns:
        Both curves, at steps where every part has a value; None for fewer than two parts.
    """
    table = facts.tables["curves"].filter(~pl.col("superseded"), pl.col("metric").str.starts_with("part_loss:"))
    sides = [table.filter(pl.col("split") == split) for split in ("train", "validation")]
    common = set(sides[0]["metric"].unique()) & set(sides[1]["metric"].unique())
    if len(common) < 2:
        return None
    made = []
    for split, side in zip(("train", "validation"), sides, strict=True):
        sums = side.filter(pl.col("metric").is_in(common)).group_by("step").agg(pl.col("value").sum(), pl.len())
        whole = sums.filter(pl.col("len") == len(common)).sort("step")
        made.append(Curve(whole["step"].to_numpy(), whole["value"].to_numpy(), split))
    return made[0], made[1]


def last_step(facts: Facts) -> float:
    """Return the last step of any curve of the run."""
    steps = facts.tables["curves"]["step"]
    return float(steps.max() or 0.0)  # type: ignore[arg-type]


def covers(facts: Facts, one: Curve) -> bool:
    """Whether a curve spans enough of the run to represent all of it."""
    steps = facts.tables["curves"]["step"]
    if not len(one):
        return False
    span = float(steps.max() or 0.0) - float(steps.min() or 0.0)  # type: ignore[arg-type]
    return bool(one.steps[-1] - one.steps[0] >= COVERED * span)


def training_curve(facts: Facts) -> tuple[Curve, str]:
    """Choose the curve that represents the training loss, with a reason if it does not span the run.

    This is the loss of the steps if it spans the run, otherwise that of evaluations on training data.

    Returns:
        Its finite points, in the order of steps, and a reason, empty if they span the run.
    """
    step = curve(facts, "train").finite()
    if covers(facts, step):
        return step, around_zero(step)
    evaluated = curve(facts, "train_eval").finite()
    if covers(facts, evaluated):
        return evaluated, ""
    if not len(step) and not len(evaluated):
        return step, "the run has no training loss"
    longest = step if len(step) else evaluated
    reason = (
        f"the training loss covers only steps {longest.steps[0]:g} to {longest.steps[-1]:g} of {last_step(facts):g}"
    )
    return longest, reason


def around_zero(one: Curve) -> str:
    """Say why a loss that keeps changing its sign, such as that of a policy or a critic, cannot be judged."""
    changes = int((np.diff(np.sign(one.values)) != 0).sum())
    if len(one) < 20 or changes < 0.1 * len(one):
        return ""
    return f"the training loss changes its sign {changes} times in {len(one)} points: what it should do is not known"
