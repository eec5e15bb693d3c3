"""Turns a reader's records into curves: roles of columns, order of steps, resumed and repeated parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.columns import counter_of, is_epoch_mean, loss_rank, role_of
from dataaudit.training.logs.run_log import CURVES, NOTES, RawRun, RunLog
from dataaudit.training.logs.step_axis import step_axis

Floats = npt.NDArray[np.float64]

_SHUFFLED = 0.2
"""Share of backward jumps above which a log is unordered instead of resumed."""
_GAP = 20
"""Factor by which a gap exceeds the usual distance between points."""
_LONG = 10
"""Records from which on a last one that steps back says nothing about a resumed run."""
_MANY = 0.5
"""Share of the points of the fullest column that makes another one its equal."""
_EVAL_SET = re.compile(r"validation_\d+\b", re.IGNORECASE)
"""What scikit-learn's way of boosting calls its evaluation sets: the first of several is that of the training."""
_TOGETHER = 0.95
"""Share of a column's numbers beside which another column has one as well, if they are written together."""
_NO_METRIC = {"epoch", "epochs", "step", "time", "timestamp", "runtime"}


def build(raw: RawRun, form: str) -> RunLog:
    """Build the curves and notes of one run.

    If a run was resumed from an earlier step, the second attempt replaces what the first one logged after that step, as
    in TensorBoard. If a step is logged twice, the later value is kept.

    Args:
        raw: The records.
        form: Format name.
    """
    if raw.step is not None and raw.step not in raw.frame.columns:
        raw = replace(raw, step=None)
    roles, unused = _roles(raw)
    unmeasured = _unmeasured(raw.frame, roles)
    training = _training_records(raw.frame, roles, unmeasured)
    axis = step_axis(raw.frame, training, raw.step, raw.unit)
    steps = axis.steps
    notes: list[dict[str, Any]] = []
    if raw.unreadable[0]:
        notes.append(_note("unreadable", raw.unreadable[0], raw.unreadable[1], "lines that could not be read"))
    if axis.column is None and raw.frame.height > 1:
        notes.append(
            _note("unnumbered", raw.frame.height, 0.0, "the log does not number its points; records are counted")
        )
    given_way, resumed = _superseded(np.where(training, steps, np.nan) if training.any() else steps)
    notes += resumed
    frames = []
    told: set[str] = set()
    for column, (split, metric) in roles.items():
        values = raw.frame[column].to_numpy()
        there = raw.frame[column].is_not_null().to_numpy() & np.isfinite(steps) & ~unmeasured[column]
        places = np.flatnonzero(there)
        order, superseded, own_notes = _ordered(steps[there], given_way[there])
        for note in own_notes:
            if note["kind"] not in told:
                notes.append(note)
                told.add(note["kind"])
        made = {
            "split": [split] * len(order),
            "metric": [metric] * len(order),
            "column": [column] * len(order),
            "step": steps[there][order],
            "value": values[there][order],
            "place": places[order],
            "superseded": superseded[order],
        }
        frames.append(pl.DataFrame(made, schema=CURVES))
    curves = pl.concat(frames) if frames else pl.DataFrame(schema=CURVES)
    return RunLog(
        name=raw.name,
        format=form,
        unit=axis.unit,
        curves=curves,
        notes=pl.DataFrame(notes, schema=NOTES),
        columns={column: f"{split}/{metric}" for column, (split, metric) in roles.items()},
        unused=tuple(unused),
    )


def _unmeasured(frame: pl.DataFrame, roles: dict[str, tuple[str, str]]) -> dict[str, npt.NDArray[np.bool_]]:
    """By column, records in which NaN stands for "not measured".

    These are records about another side of the training, where records with this one follow; and records without the
    learning rate or the counter that are otherwise written together with it.
    """
    finite = {name: frame[name].is_not_nan().fill_null(value=False).to_numpy() for name in roles}
    sides: dict[str, npt.NDArray[np.bool_]] = {}
    for name, (split, _) in roles.items():
        side = split.partition(":")[0]
        sides[side] = sides.get(side, np.zeros(frame.height, dtype=bool)) | finite[name]
    dates = [name for name, (_, metric) in roles.items() if metric == "learning_rate"]
    dates += [name for name in frame.columns if counter_of(name) and frame.schema[name].is_numeric()]
    finite |= {name: frame[name].is_not_nan().fill_null(value=False).to_numpy() for name in dates}
    result = {}
    for name, (split, _) in roles.items():
        side, own = split.partition(":")[0], finite[name]
        other = np.any([there for one, there in sides.items() if one != side] or [np.zeros(frame.height, bool)], axis=0)
        absent = ~sides[side] & other
        if (absent & _before_last(own)).sum() < 0.5 * absent.sum():
            absent[:] = False  # it never came back: a loss that became NaN
        for one in dates:
            if one != name and (finite[one] & own).sum() >= _TOGETHER * max(own.sum(), 1):
                absent |= ~own & ~finite[one]
        result[name] = absent
    return result


def _before_last(there: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Records before the last one that is there."""
    last = np.flatnonzero(there)
    return np.arange(len(there)) < (last[-1] if len(last) else 0)


def _training_records(
    frame: pl.DataFrame, roles: dict[str, tuple[str, str]], unmeasured: Mapping[str, npt.NDArray[np.bool_]]
) -> npt.NDArray[np.bool_]:
    """Records with a training loss, or without one with any number of the training."""
    for wanted in (("train", "loss"), ("train", "")):
        columns = [name for name, role in roles.items() if role[0] == wanted[0] and wanted[1] in ("", role[1])]
        if columns:
            there = [frame[name].is_not_null().to_numpy() & ~unmeasured[name] for name in columns]
            return np.asarray(np.any(there, axis=0), np.bool_)
    return np.zeros(frame.height, dtype=bool)


def _roles(raw: RawRun) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Assign one column per role: the user and the format decide before the name.

    Of several columns that could be the training loss the surest is it. Parts of a loss stay parts, but for one that is
    the only loss of its side.
    """
    found: dict[str, tuple[str, str]] = {}
    taken: dict[tuple[str, str], str] = {}
    unused = []
    numbers = [
        name for name, kind in raw.frame.schema.items()
        if name != raw.step and kind.is_numeric() and not name.startswith("@") and counter_of(name) is None
    ]  # fmt: skip
    told = [name for name in numbers if raw.frame[name].null_count() < raw.frame.height]
    roles = {name: raw.columns.get(name) or raw.roles.get(name) or role_of(name) for name in told}
    numbered = [name for name in told if _EVAL_SET.match(name)]
    if len(numbered) > 1 and not any(role == ("train", "loss") for role in roles.values()):
        roles |= {
            name: ("train", role[1])
            for name in numbered
            if name.lower().startswith("validation_0") and (role := roles[name])
        }
    for split in ("train", "validation", "test"):
        losses = [name for name, role in roles.items() if role and role[0].partition(":")[0] == split]
        whole = [name for name in losses if roles[name][1] == "loss"]  # type: ignore[index]  # None is left out above
        parts = [name for name in losses if roles[name][1].startswith("part_loss")]  # type: ignore[index]
        if len(parts) == 1 and not whole and _of_training(raw, roles, parts[0]):
            roles[parts[0]] = (split, "loss")
        bits = [name for name, role in roles.items() if role and role == (split, "bits_per_byte")]
        if not whole and bits:
            roles[bits[0]] = (split, "loss")
    most: dict[tuple[str, str] | None, int] = {}
    for name in told:
        most[roles[name]] = max(most.get(roles[name], 0), raw.frame.height - raw.frame[name].null_count())
    for column in sorted(told, key=lambda name: _rank(raw, name, numbers, most[roles[name]], roles)):
        role = roles[column]
        given = role in taken and (taken[role] in raw.columns or taken[role] in raw.roles)
        if role in taken and role is not None and role[1] == "loss" and not given and not is_epoch_mean(column):
            # Another loss of the same side: of both sides in one mode, where the validation's stands beside it; else a
            # part, whose faults are told.
            role = (
                ("train_eval", "loss")
                if role[0] == "train" and _beside(raw, roles, column)
                else (role[0], f"other_loss:{column}")
            )
        if role is None or role in taken:
            if column.lower() not in _NO_METRIC:
                unused.append(column)
            continue
        taken[role] = column
        found[column] = role
    return {column: (found[column][0], found[column][1]) for column in numbers if column in found}, unused


def _of_training(raw: RawRun, roles: Mapping[str, tuple[str, str] | None], column: str) -> bool:
    """Whether a log is one of a training, beside a column that is called a loss of something."""
    counted = any(counter_of(name.removeprefix("@")) for name in raw.frame.columns)
    return counted or any(role for name, role in roles.items() if name != column)


def _beside(raw: RawRun, roles: Mapping[str, tuple[str, str] | None], column: str) -> bool:
    """Whether a column has its numbers where a validation loss has one."""
    there = raw.frame[column].is_not_null()
    others = [name for name, role in roles.items() if role == ("validation", "loss")]
    return any((there & raw.frame[name].is_not_null()).sum() >= 0.9 * there.sum() for name in others)


def _rank(
    raw: RawRun, name: str, names: list[str], most: int, roles: Mapping[str, tuple[str, str] | None]
) -> tuple[bool, bool, bool, bool, int, bool, int]:
    """Rank a column for its role: the user's choice, the format's, one with many points, of the training alone, the surest."""
    few = raw.frame.height - raw.frame[name].null_count() < _MANY * most
    both = roles[name] == ("train", "loss") and _beside(raw, roles, name)
    surest = (loss_rank(name), is_epoch_mean(name), names.index(name))
    return name not in raw.columns, name not in raw.roles, few, both, *surest


def _superseded(steps: Floats) -> tuple[npt.NDArray[np.bool_], list[dict[str, Any]]]:
    """Find records that a resumed run logged again, and note the order of the records."""
    superseded = np.zeros(len(steps), dtype=bool)
    known = np.flatnonzero(np.isfinite(steps))
    own = steps[known]
    backward = np.flatnonzero(np.diff(own) < 0)
    if len(backward) >= 2 and len(backward) > _SHUFFLED * len(own):
        text = "steps were out of order and have been sorted"
        return superseded, [_note("unordered", len(backward), own[backward[0] + 1], text)]
    if not len(backward):
        return superseded, []
    if len(own) >= _LONG and backward[-1] == len(own) - 2 and (own[:-1] == own[-1]).any():
        # The last record names an earlier step again, as the best one of the training: nothing was resumed.
        superseded[known[-1]] = True
        known, own, backward = known[:-1], own[:-1], backward[:-1]
        if not len(backward):
            return superseded, []
    for place in backward:
        superseded[known[: place + 1]] |= own[: place + 1] >= own[place + 1]
    text = "the run resumed from an earlier step"
    return superseded, [_note("resumed", len(backward), float(own[backward[0] + 1]), text)]


def _ordered(
    steps: Floats, given_way: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], list[dict[str, Any]]]:
    """Order a column's points by step, mark superseded ones, and note repeats and gaps."""
    notes: list[dict[str, Any]] = []
    superseded = given_way.copy()
    order = np.argsort(steps, kind="stable")
    kept = order[~superseded[order]]
    again = kept[np.flatnonzero(np.diff(steps[kept]) == 0)]
    if len(again):
        text = "steps are logged more than once; the last value was kept"
        notes.append(_note("repeated", len(again), float(steps[again[0]]), text))
        superseded[again] = True
    kept = order[~superseded[order]]
    if len(kept) >= 10:
        distance = np.diff(steps[kept])
        wide = np.flatnonzero(distance > _GAP * np.median(distance))
        if len(wide):
            longest = int(wide[np.argmax(distance[wide])])
            text = f"no point between {steps[kept][longest]:g} and {steps[kept][longest + 1]:g}"
            notes.append(_note("gap", len(wide), float(steps[kept][wide[0]]), text))
    return order, superseded, notes


def _note(kind: str, count: int, first: float, text: str) -> dict[str, Any]:
    return {"kind": kind, "count": count, "first": float(first), "text": text}


def split_runs(raw: RawRun, column: str | None) -> Iterator[RawRun]:
    """Split a run by the values of a column that names runs; without such a column, yield the run itself."""
    if column is None or column not in raw.frame.columns or raw.frame[column].n_unique() < 2:
        yield raw
        return
    for key, frame in raw.frame.group_by(column, maintain_order=True):
        yield RawRun(
            name=f"{raw.name}:{key[0]}", frame=frame, step=raw.step, unit=raw.unit, roles=raw.roles,
            unreadable=raw.unreadable,
        )  # fmt: skip
