"""Turns a reader's records into curves: roles of columns, order of steps, resumed and repeated parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.columns import epoch_column, is_epoch_mean, role_of
from dataaudit.training.logs.run_log import CURVES, NOTES, RawRun, RunLog, Unit

Floats = npt.NDArray[np.float64]

_SHUFFLED = 0.2
"""Share of backward jumps above which a log is unordered instead of resumed."""
_GAP = 20
"""Factor by which a gap exceeds the usual distance between points."""
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
    unit: Unit = raw.unit if raw.step else "row"
    steps = _steps(raw)
    notes: list[dict[str, Any]] = []
    if raw.unreadable[0]:
        notes.append(_note("unreadable", raw.unreadable[0], raw.unreadable[1], "lines that could not be read"))
    given_way, resumed = _superseded(steps)
    notes += resumed
    frames = []
    told: set[str] = set()
    for column, (split, metric) in roles.items():
        values = raw.frame[column].to_numpy()
        there = raw.frame[column].is_not_null().to_numpy() & np.isfinite(steps)
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
        unit=unit,
        curves=curves,
        notes=pl.DataFrame(notes, schema=NOTES),
        columns={column: f"{split}/{metric}" for column, (split, metric) in roles.items()},
        unused=tuple(unused),
    )


def _steps(raw: RawRun) -> Floats:
    if raw.step is None:
        return np.arange(1, raw.frame.height + 1, dtype=float)
    # A record without a step belongs to the last step before it.
    steps: Floats = (
        raw.frame[raw.step].cast(pl.Float64).fill_null(strategy="forward").fill_null(np.nan).to_numpy().copy()
    )
    epoch = epoch_column([name for name in raw.frame.columns if name != raw.step])
    return _counted_on(steps, raw.frame[epoch].cast(pl.Float64)) if epoch is not None else steps


def _counted_on(steps: Floats, epochs: pl.Series) -> Floats:
    """Continue the count of steps that restart with every epoch; leave others unchanged."""
    begun = epochs.fill_null(strategy="forward").fill_null(0.0).to_numpy()
    with np.errstate(invalid="ignore"):
        backward = np.diff(steps) < 0
        with_epoch = backward & (np.diff(np.floor(begun)) > 0)
    if not backward.any() or with_epoch.sum() < max(1, 0.8 * backward.sum()):
        return steps
    counted, offset = steps.copy(), 0.0
    for place in range(1, len(steps)):
        if with_epoch[place - 1]:
            # The usual distance between points continues across the end of the epoch.
            distances = np.diff(counted[:place])
            usual = float(np.median(distances[distances > 0])) if (distances > 0).any() else 1.0
            offset = counted[place - 1] + usual - steps[place]
        counted[place] = steps[place] + offset
    return counted


def _roles(raw: RawRun) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Assign one column per role: the user and the format decide before the name, step means before epoch means."""
    found: dict[str, tuple[str, str]] = {}
    taken: dict[tuple[str, str], str] = {}
    unused = []
    numbers = [name for name, kind in raw.frame.schema.items() if name != raw.step and kind.is_numeric()]
    for column in sorted(numbers, key=lambda name: _rank(raw, name, numbers)):
        role = raw.columns.get(column) or raw.roles.get(column) or role_of(column)
        if raw.frame[column].null_count() == raw.frame.height:
            continue
        if role is None or role in taken:
            if column.lower() not in _NO_METRIC:
                unused.append(column)
            continue
        taken[role] = column
        found[column] = role
    return {column: found[column] for column in numbers if column in found}, unused


def _rank(raw: RawRun, name: str, names: list[str]) -> tuple[bool, bool, bool, int]:
    """Rank a column for its role: the user's choice, then the format's, then step means."""
    return name not in raw.columns, name not in raw.roles, is_epoch_mean(name), names.index(name)


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
