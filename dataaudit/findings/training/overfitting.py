"""TRN011 overfitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from dataaudit.config.section import SECTION
from dataaudit.findings.finding import Facts, Options, Result
from dataaudit.findings.training.curve import Curve, covers, curve, summed_parts, validations
from dataaudit.findings.training.training_finding import TrainingFinding
from dataaudit.kernels.robust_statistics import centred_median

_LONG = 0.2
"""Share of the evaluations above the best one from which a rise is long."""
_FEW = 12
"""Evaluations below which a clean curve is judged by its values."""
_BEND = 1.65
"""Median size of a second difference of noise, in units of the median size of a first one, times that of its spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverfittingOptions(Options):
    """Options of overfitting."""

    __pydantic_config__ = SECTION

    min_evaluations: Annotated[int, Field(ge=4)] = 6
    """Fewest evaluations needed to judge."""
    rise: Annotated[float, Field(gt=0)] = 0.1
    """Rise of the validation loss over its lowest value, as a share of it."""
    serious: Annotated[float, Field(gt=0)] = 0.2
    """Rise from which the finding is a warning; a smaller one is information."""
    jumps: Annotated[float, Field(ge=0)] = 3.0
    """Rise, in units of the usual change between evaluations."""
    held_share: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Share of all evaluations, at least three, for which the rise must hold."""


class Overfitting(TrainingFinding[OverfittingOptions]):
    """A validation loss that rises while the training loss falls.

    What it finds:
        The turning point of the validation loss, after which training makes the model worse on unseen data.

    Why it matters:
        Everything after the turning point is time spent on a worse model; the step of the best one is known.

    How it decides:
        On medians of three evaluations (on the values themselves where fewer than twelve rise to the end): the final
        loss is above the lowest by more than `rise` of it (a warning from `serious` on, or from half of it where a
        fifth of the evaluations are above and the training loss fell by a fifth) and by more than `jumps` times the
        usual change between evaluations, for at least three and held_share of all evaluations, while the training loss
        has fallen since and ends near its lowest. The gap between both losses does not count: dropout, augmentation and
        label smoothing give it either sign. Where only parts of the losses are printed, the sums of those that both
        sides have are compared.

    Example:
        validation 1.05 at step 40,000 and 1.31 at the end, training 0.9 and 0.16

    What to do:
        Use the checkpoint of the turning point and stop there next time; add data, augmentation or weight decay.

    Known false alarms:
        A validation loss that rises from overconfidence alone while accuracy still improves.

    Source:
        Prechelt 1998 (early stopping); thresholds measured on 2,513 public runs, precision 0.52 and recall 0.79 against
        0.05 for the usual rules
    """

    code = "TRN011"
    name = "overfitting"
    severity = "warning"
    reads = ("curves", "validation")
    not_for = ("gan", "rl", "several-models")
    message = "{series} loss rises from {best} at step {best_step} to {last} while the training loss falls"
    options_class = OverfittingOptions
    causes: ClassVar[Mapping[str, str]] = {
        "time": "training ran too long for the amount of data",
        "capacity": "the model is large for the amount of data",
        "duplicates": "rows repeat, so the model sees them more often than the epochs suggest",
        "labels": "the model memorises wrong labels",
    }
    refuted_by = "the metric that matters, such as accuracy, still improves on the validation data"
    next_measurement = "evaluate the checkpoint of the turning point; audit the training rows for duplicates"
    explained_by = (
        "non-finite-loss", "diverging", "eval-mode-mismatch", "exploding-gradients", "optimiser-spike",
    )  # fmt: skip

    def judge(self, facts: Facts) -> list[Result]:
        """See ``Finding``."""
        results = []
        short: list[str] = []
        train, held_out = self._train(facts), validations(facts)
        if train is None and not held_out and (sums := summed_parts(facts)) is not None:
            train, held_out = sums[0].finite(), [sums[1]]
        for one in held_out:
            found = self._judged(one.finite(), train, short)
            if found:
                results.append(found)
        if results:
            return [max(results, key=lambda result: (result.severity != "info", result.confidence or 0))]
        return self.too_little(short[0]) if short else []

    def _judged(self, one: Curve, train: Curve | None, short: list[str]) -> Result | None:
        if len(one) < self.options.min_evaluations:
            if len(one):
                short.append(f"{len(one)} evaluations; at least {self.options.min_evaluations} are needed")
            return None
        # The first evaluation is of the untrained model and has no neighbour to smooth it with.
        smooth = centred_median(one.values, 3)
        smooth[-1] = np.median(one.values[-3:])
        at = int(np.argmin(smooth))
        # The lowest of many noisy values is below the trend: its neighbours give the level.
        around = one.values[max(0, at - 2) : at + 3] if len(one) >= 12 else one.values[max(0, at - 1) : at + 2]
        best, last = float(np.median(around)), float(smooth[-1])
        # The steps of a curve with few points are its slope: what bends from one to the next is noise.
        bends = np.abs(np.diff(one.values, 2)) / _BEND
        usual = float(min(np.median(np.abs(np.diff(one.values))), np.median(bends)))
        rise = last - best
        if len(one) < _FEW and np.all(np.diff(one.values[int(np.argmin(one.values)) :]) > -usual / 2):
            # So few evaluations that rise to the end are not smoothed: medians would take their turning point away.
            smooth, at = one.values, int(np.argmin(one.values))
            best, last = float(smooth[at]), float(smooth[-1])
            rise = last - best
        if rise <= self.options.rise * abs(best) or rise <= self.options.jumps * usual:
            return None
        above = smooth[at + 1 :] > best + 0.5 * self.options.rise * abs(best)
        held = int(np.argmax(~above[::-1])) if not above.all() else len(above)
        needed = max(3, round(self.options.held_share * len(one)))
        if held < needed:
            return None
        if train is None:
            short.append(
                f"{one.split} loss rose by {rise / abs(best):.1%}, but no training loss spans the run to show why"
            )
            return None
        low = max(0, at - 1)
        turned = float(one.steps[low + int(np.argmin(one.values[low : at + 2]))])
        smoothed = train.smooth()
        near = smoothed[np.argmin(np.abs(train.steps - turned))]
        # The least of many noisy points is below every level that the loss had: tenths of the run have levels.
        tenths = [float(np.median(part)) for part in np.array_split(train.values, 10) if len(part)]
        end, lowest = float(np.median(train.tail())), min(tenths) if len(train) >= 50 else float(smoothed.min())
        progress = max(float(smoothed[len(smoothed) // 10]) - lowest, 0.0)
        after = smoothed[train.steps >= turned]
        thrown_back = bool(len(after)) and float(after.max()) > near + 0.3 * progress
        # The training loss kept falling, or a restart set it back and it recovered.
        if (end >= near and not thrown_back) or end > near + 0.15 * progress or end - lowest > 0.15 * progress:
            return None
        extra = held - needed
        confidence = min(0.95, 0.5 + 0.1 * extra)
        evidence = {
            "series": one.split, "best": best, "best_step": turned, "last": last, "held": held,
            "train_at_best": float(near), "train_last": end, "evaluations": len(one),
        }  # fmt: skip
        mild = rise < self.options.serious * abs(best)
        # Half as much is serious too where it lasts while the training loss falls by a fifth.
        long = held >= _LONG * len(one) and near - end >= 0.2 * abs(near)
        mild = mild and not (long and rise >= 0.5 * self.options.serious * abs(best))
        steps = (turned, float(one.steps[-1]))
        return self.found(confidence, evidence, steps=steps, severity="info" if mild else None)

    def _train(self, facts: Facts) -> Curve | None:
        for split in ("train_eval", "train"):
            one = curve(facts, split).finite()
            if len(one) >= 3 and covers(facts, one):
                return one
        return None
