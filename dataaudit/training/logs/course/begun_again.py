"""Parts a log in which several trainings follow one another: folds, models of one script, attempts from the start.

A training that continues from a checkpoint steps back to a later place than the first, and is one; see ``series``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.column_roles import roles_of
from dataaudit.training.logs.course.step_axis import named_counters
from dataaudit.training.logs.course.training_records import training_records
from dataaudit.training.logs.not_measured import unmeasured
from dataaudit.training.logs.numeric_lines import NumericLines
from dataaudit.training.logs.run_log import RawRun

Floats = npt.NDArray[np.float64]

_POINTS = 3
"""Points that trainings have on average, at least."""
_SOON = 2.0
"""Distances between points behind 0 within which a training begins; what steps back to a later place continues."""
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
    epochs, steps, batches = (named_counters(frame, kind) for kind in ("epoch", "step", "batch"))
    around = next((one for one in epochs if one != raw.step), None)  # batches that every epoch counts
    if raw.step is not None and raw.step in frame.columns:
        epochs, steps, batches = ([], [raw.step], []) if raw.unit == "step" else ([raw.step], [], [])
    if not training.any():  # evaluations alone
        training = np.ones(frame.height, np.bool_)
    loss = _numbers(frame, losses[0]) if losses else None
    for name in (epochs[:1] or steps[:1]) + batches[:1]:
        sure = name in epochs or raw.step is not None
        outer = next((one for one in (*steps, *epochs) if one != name), None) if name not in steps else None
        outer = around if name == raw.step else outer
        if sure or loss is not None:
            found = _again(frame, training, name, outer, None if sure else loss)
            if found:
                return found
    return []


def _again(
    frame: pl.DataFrame, training: npt.NDArray[np.bool_], name: str, outer: str | None, losses: Floats | None
) -> list[int]:
    """The records at which a count begins again.

    Args:
        frame: Records.
        training: Those of the training.
        name: The counter.
        outer: Another one, which does not grow where a training begins.
        losses: Where the count may be that of an epoch, losses, which begin as the first ones do; else None.
    """
    counts = _numbers(frame, name)
    there = np.flatnonzero(training & np.isfinite(counts))
    if len(there) < _COUNTED * training.sum():
        return []
    own = counts[there]
    distance = np.diff(own)
    back = np.flatnonzero(distance < 0)
    if not len(back) or not (distance > 0).any():
        return []
    begun = own[back + 1] <= min(own[0], _SOON * float(np.median(distance[distance > 0])))
    begun |= _ended(frame, there[back], there[back + 1])
    if outer is not None:
        others = _numbers(frame, outer)
        begun &= ~(others[there[back + 1]] > others[there[back]])
    if losses is not None:
        new = losses[there[back + 1]]
        with np.errstate(invalid="ignore"):
            begun &= np.abs(new - losses[there[0]]) < np.abs(new - losses[there[back]])
    if (~begun).sum() > max(1, _ELSEWHERE * len(back)) or not begun.any():
        return []
    cuts = [0, *(back[begun] + 1).tolist(), len(own)]
    if np.mean([len(np.unique(own[first:last])) for first, last in pairwise(cuts)]) < _POINTS:
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


def _numbers(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
