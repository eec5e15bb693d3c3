"""Decides what the steps of a log are: which of its counters orders its training points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.columns import counter_of, counter_rank
from dataaudit.training.logs.run_log import Unit

Floats = npt.NDArray[np.float64]

_BACKWARD = 0.2
"""Share of backward jumps between training points above which a counter does not order them."""
_MANY = 5
"""Fewest records of which one alone does not tell the course of a training."""
_LASTS = ("@steps", "@epochs", "@batches", "@bars")
"""The last values of counters."""
_BEHIND = 0.2
"""Share of the training step behind it below which the step of an evaluation is that of another count."""
_PROCESSES = 0.2
"""The same where several processes, or several lines, print a step."""
_BARRED, _ROUNDED = 0.9, 0.0055
"""Smallest share of training points beside a bar, and of those whose epoch it fits; how far epochs are rounded."""
_APART = 5.0
"""Batches between two records, at least, where the second number of a pair counts; a data set may grow by one."""
_DISTINCT = 0.9
"""Smallest share of training points whose number no other has."""


@dataclass(frozen=True, slots=True)
class StepAxis:
    """Steps of all records.

    Attributes:
        steps: float64, one per record; NaN before the first known one.
        unit: What they count.
        column: The counter that they were taken from, or None for the numbers of the records.
        own: Records that tell theirs, bool.
    """

    steps: Floats
    unit: Unit
    column: str | None
    own: npt.NDArray[np.bool_]


def step_axis(frame: pl.DataFrame, training: npt.NDArray[np.bool_], known: str | None, unit: Unit) -> StepAxis:
    """Choose among the counters of a log.

    A count over the whole training comes before batches that every epoch counts, these before epochs, and these
    before the numbers of the records; the first that tells the training points apart, mostly in order, is taken.

    Args:
        frame: Records.
        training: Records with a training point.
        known: The counter that the format defines, or None.
        unit: What it counts.
    """
    if not training.any() or (training.sum() == 1 and frame.height >= _MANY):  # one number of a configuration
        training = np.ones(frame.height, dtype=bool)
    tried: list[tuple[Floats, Unit, str]] = []
    if known is not None:
        steps = _counted_on(_numbers(frame, known), _epochs(frame, known), training)
        if np.isfinite(steps).any():
            return StepAxis(_inherited(frame, steps, training), unit, known, np.isfinite(steps))
    tried += [
        (_counted_on(_numbers(frame, name), _epochs(frame, name), training, _length(frame, name)), "step", name)
        for name in named_counters(frame, "step")
    ]
    if _count_on(frame, training):
        tried.append((_numbers(frame, "@batches"), "step", "@batches"))
    if (inner := _within(frame, training)) is not None:
        tried.append((inner, "step", "@batches"))
    batches = [*named_counters(frame, "batch"), *(["@bar"] if "@bar" in frame.columns else [])]
    tried += [(_in_epochs(frame, name), "step", name) for name in batches if not _at_ends(frame, name, training)]
    if "@index" in frame.columns:
        tried.append((_numbers(frame, "@index"), "step", "@index"))
    tried += [(steps, "step", name) for steps, name in _between(frame, training)]
    tried += [(steps, "step", name) for steps, name in _by_bars(frame, training)]
    tried += [(_numbers(frame, name), "epoch", name) for name in named_counters(frame, "epoch")]
    for steps, counts, name in tried:
        if _tells_apart(steps[training], exact=counts == "step"):
            return StepAxis(_inherited(frame, steps, training), counts, name, np.isfinite(steps))
    return StepAxis(np.arange(1, frame.height + 1, dtype=float), "row", None, np.ones(frame.height, dtype=bool))


def _count_on(frame: pl.DataFrame, training: npt.NDArray[np.bool_]) -> bool:
    """Whether the second number of ``batch 0/399`` counts, and the first is that of the epoch."""
    if not {"@batch", "@batches"} <= set(frame.columns):
        return False
    first, second = _numbers(frame, "@batch")[training], _numbers(frame, "@batches")[training]
    known = np.isfinite(first) & np.isfinite(second)
    counts = np.unique(second[known])
    grows = bool((np.diff(second[known]) >= 0).all())
    if not grows or len(counts) <= 2 or float(np.median(np.diff(counts))) < _APART:
        return False
    return len(counts) >= _PROCESSES * known.sum() and len(counts) > len(np.unique(first[known]))


def _within(frame: pl.DataFrame, training: npt.NDArray[np.bool_]) -> Floats | None:
    """Batches of ``batch 3/200`` counted on, where the first number is that of the epoch, and the second counts."""
    if not {"@batch", "@batches"} <= set(frame.columns):
        return None
    epochs, batches = _numbers(frame, "@batch"), _numbers(frame, "@batches")
    known = training & np.isfinite(epochs) & np.isfinite(batches)
    again = np.diff(epochs[known]) == 0
    counts, begins = np.diff(batches[known]) > 0, np.diff(batches[known]) <= 0
    turns = np.diff(epochs[known]) == 1
    if not turns.any() or again.sum() < 2 * turns.sum() or not (counts[again].all() and begins[turns].all()):
        return None
    return _counted_on(batches, epochs, training) if (again | turns).all() else None


def _by_bars(frame: pl.DataFrame, training: npt.NDArray[np.bool_]) -> list[tuple[Floats, str]]:
    """Steps of records that name a fraction of an epoch, from the bar of the training before or behind them.

    Which of both it is the fractions tell: steps are proportional to them.
    """
    epochs = _epochs(frame, "")
    found: list[tuple[float, Floats, str]] = []
    for name in ("@before", "@behind"):
        if epochs is None or name not in frame.columns:
            continue
        bars, lasts = _numbers(frame, name), _numbers(frame, f"{name}_of")
        there = training & np.isfinite(bars) & (epochs > 0)
        if there.sum() < max(2, _BARRED * training.sum()):
            continue
        last = float(np.median(lasts[there]))
        there &= lasts == last  # of others an evaluation is the reason
        begun = training & np.isfinite(bars) & (lasts == last)  # a fraction that is rounded to 0 says nothing
        each = float(np.median(bars[there] / epochs[there])) if there.any() else 0.0
        near = np.abs(bars[there] - each * epochs[there]) <= _ROUNDED * each + 0.5
        if there.sum() >= _BARRED * training.sum() and near.mean() >= _BARRED:
            found.append((-float(near.mean()), np.where(begun, bars, np.nan), name))
    return [(steps, name) for _, steps, name in sorted(found, key=lambda one: one[0])]


def _between(frame: pl.DataFrame, training: npt.NDArray[np.bool_]) -> list[tuple[Floats, str]]:
    """Steps of records of which several stand between two states of a bar: they part its length evenly."""
    epochs = _epochs(frame, "")
    if epochs is None or "@before_of" not in frame.columns:
        return []
    before, lasts = _numbers(frame, "@before")[training], _numbers(frame, "@before_of")[training]
    known = np.isfinite(before)
    count = int(training.sum())
    last = float(np.nanmedian(lasts)) if known.any() else 0.0
    each = last / count
    several = (np.diff(before[known]) == 0).any()
    if not several or not each.is_integer() or not (np.diff(epochs[training]) > 0).all():
        return []
    steps = np.full(frame.height, np.nan)
    steps[training] = each * np.arange(1, count + 1)
    near = np.abs(steps[training][known] - before[known]) <= 2 * each
    return [(steps, "@before")] if near.mean() >= _BARRED else []


def _at_ends(frame: pl.DataFrame, name: str, training: npt.NDArray[np.bool_]) -> bool:
    """Whether all training points were printed at the end of an epoch whose number is known."""
    total = {"@batch": "@batches", "@bar": "@bars"}.get(name)
    if total not in frame.columns or not named_counters(frame, "epoch"):
        return False
    return bool((frame[name] == frame[total]).fill_null(value=False).to_numpy()[training].all())


def named_counters(frame: pl.DataFrame, kind: str) -> list[str]:
    """The columns that count steps, epochs or batches, the surest first."""
    names = [one for one in frame.columns if one not in _LASTS and counter_of(one.removeprefix("@")) == kind]
    numeric = [name for name in names if frame.schema[name].is_numeric() and frame[name].null_count() < frame.height]
    return sorted(numeric, key=lambda name: counter_rank(name.removeprefix("@")))


def _numbers(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().copy()


def _epochs(frame: pl.DataFrame, but: str) -> Floats | None:
    names = [name for name in named_counters(frame, "epoch") if name != but]
    return frame[names[0]].cast(pl.Float64).fill_null(strategy="forward").fill_null(0.0).to_numpy() if names else None


def _tells_apart(steps: Floats, *, exact: bool) -> bool:
    """Whether steps tell training points apart, but for resumed parts and points that several processes print.

    Args:
        steps: Of the training points.
        exact: Whether they are whole numbers by their name, so that equal ones are one step, not rounded ones.
    """
    own = steps[np.isfinite(steps)]
    if len(own) < max(1, 0.5 * len(steps)):
        return False
    if len(own) == 1:
        return True
    distinct = len(np.unique(own))
    if (own == own[0]).all():
        return len(own) <= 2
    backward = int((np.diff(own) < 0).sum())
    repeated = len(own) - distinct
    if distinct >= _DISTINCT * len(own) and (exact or backward <= max(1, _BACKWARD * len(own))):
        return True
    if exact and not backward and distinct >= _PROCESSES * len(own):
        return True  # printed by several processes, or in several lines
    # A resumed run, or two logs in one, repeats whole stretches; a rounded epoch repeats neighbours.
    neighbours = int((np.diff(own) == 0).sum())
    return backward >= 1 and backward <= max(2, 0.05 * len(own)) and neighbours <= 0.1 * repeated


def _length(frame: pl.DataFrame, name: str) -> float | None:
    """The number behind the step in ``iter: 50/1563``, where it is always the same."""
    lasts = frame["@steps"].drop_nulls().unique() if name == "@step" and "@steps" in frame.columns else None
    return float(lasts[0]) if lasts is not None and len(lasts) == 1 else None


def _counted_on(
    steps: Floats,
    epochs: Floats | None,
    training: npt.NDArray[np.bool_] | None = None,
    length: float | None = None,
) -> Floats:
    """Continue the count of steps that restart with every epoch; leave others unchanged.

    Where they do, records that are not of the training count something else, and get none. An epoch has ``length``
    steps where the log says so; else the usual distance between points continues across its end.
    """
    if epochs is None:
        return steps
    there = np.flatnonzero(np.isfinite(steps) if training is None else np.isfinite(steps) & training)
    own, begun = steps[there], np.floor(epochs[there])
    backward = np.diff(own) < 0
    with_epoch = backward & (np.diff(begun) > 0)
    if not backward.any() or with_epoch.sum() < max(1, 0.8 * backward.sum()):
        return steps
    counted, offset = own.copy(), 0.0
    whole = length if length is not None and own.max() <= length else None
    for place in range(1, len(own)):
        if with_epoch[place - 1] and whole is not None:
            offset = whole * (begun[place] - begun[0])
        elif with_epoch[place - 1]:
            distances = np.diff(counted[:place])
            usual = float(np.median(distances[distances > 0])) if (distances > 0).any() else 1.0
            offset = counted[place - 1] + usual - own[place]
        counted[place] = own[place] + offset
    result = np.full(len(steps), np.nan)
    result[there] = counted
    return result


def _in_epochs(frame: pl.DataFrame, name: str) -> Floats:
    """Batches counted on over epochs: by the length of an epoch where the log tells it."""
    batches = _numbers(frame, name)
    epochs = _epochs(frame, name)
    there = batches[np.isfinite(batches)]
    total = {"@batch": "@batches", "@bar": "@bars"}.get(name)
    if (np.diff(there) >= 0).all():
        return batches
    if epochs is None or len(np.unique(epochs[np.isfinite(batches)])) == 1:  # one that a configuration names
        return _whole_bars(batches, _numbers(frame, total)) if total in frame.columns else batches
    if total is None or total not in frame.columns:
        return _counted_on(batches, epochs)
    lengths = frame[total].cast(pl.Float64).fill_null(np.nan).to_numpy()
    known = lengths[np.isfinite(lengths) & np.isfinite(batches)]
    if not len(known) or not np.isfinite(epochs).any():
        return _counted_on(batches, epochs)
    length = float(np.median(known))
    first = float(np.nanmin(epochs[np.isfinite(batches)]))
    return batches + (np.floor(epochs) - min(first, 1.0)) * length


def _whole_bars(batches: Floats, lasts: Floats) -> Floats:
    """Batches counted on where a bar that has reached its last value begins again; others unchanged."""
    there = np.flatnonzero(np.isfinite(batches))
    own, ends = batches[there], lasts[there]
    again = np.flatnonzero(np.diff(own) < 0)
    if not (own[again] >= ends[again]).all():
        return batches
    counted = batches.copy()
    for place in again:
        counted[there[place + 1 :]] += ends[place]
    return counted


def _inherited(frame: pl.DataFrame, steps: Floats, training: npt.NDArray[np.bool_]) -> Floats:
    """Steps of all records: one that does not tell its own, or counts in another unit, has the last training step."""
    own = np.where(training, steps, np.nan)
    last = pl.Series(own).fill_nan(None).fill_null(strategy="forward")
    known = own[np.isfinite(own)]
    # What is evaluated before the first step is evaluated at none.
    held = last.fill_null(min(0.0, known[0]) if len(known) else np.nan).to_numpy()
    steps = _by_another_name(frame, steps, held, training)
    places = np.flatnonzero(~training & np.isfinite(steps))
    told, behind = steps[places], held[places]
    # Evaluations between training points that count 1, 2, 3 under the name of steps count epochs.
    between = len(np.unique(behind)) >= _DISTINCT * len(behind)
    if len(told) and between and (np.diff(told) == 1).all() and (told < _BEHIND * behind).mean() > 0.5:
        return np.where(training, steps, held)
    return np.where(np.isfinite(steps), steps, held)


def _by_another_name(frame: pl.DataFrame, steps: Floats, held: Floats, training: npt.NDArray[np.bool_]) -> Floats:
    """Steps of evaluations whose step has another name than that of the training, where it lies between its points."""
    open_ = ~training & ~np.isfinite(steps)
    if not open_.any() or "@step" not in frame.columns:
        return steps
    ahead = pl.Series(np.where(training, steps, np.nan)).fill_nan(None).fill_null(strategy="backward")
    told = _numbers(frame, "@step")
    coming = ahead.fill_null(np.inf).to_numpy()
    fits = (told <= coming) & ((told >= held) | (coming <= held)) & open_  # behind the last, or where a run resumes
    return np.where(fits, told, steps)
