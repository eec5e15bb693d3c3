"""From a reader's records to curves: roles of columns, order of steps, what was resumed, repeated or left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.columns import is_epoch_mean, role_of
from dataaudit.training.logs.run_log import CURVES, NOTES, RawRun, RunLog, Unit

Floats = npt.NDArray[np.float64]

_SHUFFLED = 0.2
"""Share of backward jumps from which on a log is unordered and not merely resumed."""
_GAP = 20
"""A gap is so many times longer than the usual distance between points."""
_NO_METRIC = {"epoch", "epochs", "step", "time", "timestamp", "runtime"}


def build(raw: RawRun, form: str) -> RunLog:
    """Curves and notes of one run.

    Where a run was resumed from an earlier step, what came after that step in the first attempt gives way to the
    second attempt, as TensorBoard shows it; of a step that is logged twice the later value stays.

    Args:
        raw: The records.
        form: Name of the format.
    """
    roles, unused = _roles(raw)
    unit: Unit = raw.unit if raw.step else "row"
    steps = _steps(raw, unit)
    notes: list[dict[str, Any]] = []
    if raw.unreadable[0]:
        notes.append(_note("unreadable", raw.unreadable[0], raw.unreadable[1], "lines that could not be read"))
    frames = []
    told: set[str] = set()
    for column, (split, metric) in roles.items():
        values = raw.frame[column].to_numpy()
        there = raw.frame[column].is_not_null().to_numpy() & np.isfinite(steps)
        places = np.flatnonzero(there)
        own_steps, own_values = steps[there], values[there]
        order, superseded, own_notes = _ordered(own_steps)
        for note in own_notes:
            if note["kind"] not in told:
                notes.append(note)
                told.add(note["kind"])
        made = {
            "split": [split] * len(order),
            "metric": [metric] * len(order),
            "column": [column] * len(order),
            "step": own_steps[order],
            "value": own_values[order],
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


def _steps(raw: RawRun, unit: Unit) -> Floats:
    if raw.step is None:
        return np.arange(1, raw.frame.height + 1, dtype=float)
    steps = raw.frame[raw.step].cast(pl.Float64)
    # A record that tells a number and no step belongs to the step told last.
    return steps.fill_null(strategy="forward").fill_null(np.nan).to_numpy().copy()


def _roles(raw: RawRun) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """One column a role: the format's word first, then the name; step means before epoch means."""
    found: dict[str, tuple[str, str]] = {}
    taken: dict[tuple[str, str], str] = {}
    unused = []
    numbers = [name for name, kind in raw.frame.schema.items() if name != raw.step and kind.is_numeric()]
    for column in sorted(numbers, key=lambda name: (name not in raw.roles, is_epoch_mean(name), numbers.index(name))):
        role = raw.roles.get(column) or role_of(column)
        if raw.frame[column].null_count() == raw.frame.height:
            continue
        if role is None or role in taken:
            if column.lower() not in _NO_METRIC:
                unused.append(column)
            continue
        taken[role] = column
        found[column] = role
    return {column: found[column] for column in numbers if column in found}, unused


def _ordered(steps: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], list[dict[str, Any]]]:
    """Order of the points by step, which of them gave way to later ones, and what there is to tell of it."""
    notes: list[dict[str, Any]] = []
    count = len(steps)
    superseded = np.zeros(count, dtype=bool)
    backward = np.flatnonzero(np.diff(steps) < 0)
    if len(backward) > max(2, _SHUFFLED * count):
        notes.append(_note("unordered", len(backward), steps[backward[0] + 1], "steps are in no order and were sorted"))
    elif len(backward):
        first = float(steps[backward[0] + 1])
        notes.append(_note("resumed", len(backward), first, "the run went back to an earlier step and on from it"))
        for place in backward:
            superseded[: place + 1] |= steps[: place + 1] >= steps[place + 1]
    order = np.argsort(steps, kind="stable")
    kept = order[~superseded[order]]
    again = kept[np.flatnonzero(np.diff(steps[kept]) == 0)]
    if len(again):
        text = "steps are logged more than once; the last value stays"
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
    """One run for every value of a column that names runs; the run itself where there is none."""
    if column is None or raw.frame[column].n_unique() < 2:
        yield raw
        return
    for key, frame in raw.frame.group_by(column, maintain_order=True):
        yield RawRun(
            name=f"{raw.name}:{key[0]}", frame=frame, step=raw.step, unit=raw.unit, roles=raw.roles,
            unreadable=raw.unreadable,
        )  # fmt: skip
