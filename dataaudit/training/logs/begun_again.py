"""Parts a log in which several trainings follow one another: folds, models of one script, attempts from the start.

A training that goes on from a checkpoint steps back to a later place than the first, and is one; see ``series``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.column_roles import roles_of
from dataaudit.training.logs.not_measured import unmeasured
from dataaudit.training.logs.numeric_lines import NumericLines
from dataaudit.training.logs.run_log import RawRun
from dataaudit.training.logs.step_axis import named_counters
from dataaudit.training.logs.training_records import training_records

Floats = npt.NDArray[np.float64]

_POINTS = 3
"""Points that trainings have on average, at least."""
_SOON = 2.0
"""Distances between points behind 0 within which a training begins; what steps back to a later place goes on."""
_ELSEWHERE = 0.1
"""Share of steps back that lead elsewhere than to the start, up to which the others begin trainings."""
_COUNTED = 0.5
"""Smallest share of training points that tell their count."""
_SUMMARY = "train_runtime"
"""What Hugging Face's Trainer prints when a training has ended."""


def trainings(raw: RawRun) -> Iterator[RawRun]:
    """The trainings of a log, each from where its count begins again; a log of one training as it is."""
    begins = _begins(raw)
    if not begins:
        yield raw
        return
    ends = [*begins, raw.frame.height]
    for number, (first, last) in enumerate(zip([0, *begins], ends, strict=True), start=1):
        own = raw if number == 1 else replace(raw, unreadable=(0, 0), lines=NumericLines(), left_out=())
        yield replace(own, name=f"{raw.name}:{number}", frame=raw.frame.slice(first, last - first))


def _begins(raw: RawRun) -> list[int]:
    """The records at which trainings begin, but for the first."""
    frame = raw.frame
    roles, _ = roles_of(raw)
    training = training_records(frame, roles, unmeasured(frame, roles))
    losses = [name for name, role in roles.items() if role == ("train", "loss")]
    epochs, steps = (named_counters(frame, kind) for kind in ("epoch", "step"))
    if raw.step is not None and raw.step in frame.columns:
        epochs, steps = ([], [raw.step]) if raw.unit == "step" else ([raw.step], [])
    name = next(iter([*epochs, *steps]), None)
    if name is None or not training.any():
        return []
    counts = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    there = np.flatnonzero(training & np.isfinite(counts))
    if len(there) < _COUNTED * training.sum():
        return []
    own = counts[there]
    back = np.flatnonzero(np.diff(own) < 0)
    if not len(back):
        return []
    distance = np.diff(own)
    start = min(own[0], _SOON * float(np.median(distance[distance > 0]))) if (distance > 0).any() else own[0]
    begun = (own[back + 1] <= start) | _ended(frame, there[back], there[back + 1])
    if epochs and steps:
        begun &= _steps_back(frame, steps[0], there[back], there[back + 1])
    elif steps and losses:
        begun &= _as_at_first(frame[losses[0]].cast(pl.Float64).fill_null(np.nan).to_numpy()[there], back)
    elif steps and raw.step is None:
        return []
    if (~begun).sum() > max(1, _ELSEWHERE * len(back)) or not begun.any():
        return []
    cuts = [0, *(back[begun] + 1).tolist(), len(own)]
    points = [len(np.unique(own[first:last])) for first, last in pairwise(cuts)]
    if np.mean(points) < _POINTS:
        return []
    return [_first(counts, there[place], there[place + 1]) for place in back[begun]]


def _first(counts: Floats, before: int, behind: int) -> int:
    """The record that a training begins with: an evaluation may come before its first point."""
    between = counts[before + 1 : behind + 1]
    return before + 1 + int(np.argmax(between < counts[before]))


def _ended(frame: pl.DataFrame, before: npt.NDArray[np.int64], behind: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether a record between two others sums up a training."""
    if _SUMMARY not in frame.columns:
        return np.zeros(len(before), np.bool_)
    summed = np.cumsum(frame[_SUMMARY].is_not_null().to_numpy())
    return np.asarray(summed[behind] > summed[before], np.bool_)


def _steps_back(
    frame: pl.DataFrame, name: str, before: npt.NDArray[np.int64], behind: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether the count of steps goes back as well, where both records have it."""
    steps = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return ~(steps[behind] > steps[before])


def _as_at_first(losses: Floats, back: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the loss behind a step back is nearer to the first one than to the last: no epoch begins like this."""
    with np.errstate(invalid="ignore"):
        new = losses[back + 1]
        nearer: npt.NDArray[np.bool_] = np.abs(new - losses[0]) < np.abs(new - losses[back])
    return nearer
