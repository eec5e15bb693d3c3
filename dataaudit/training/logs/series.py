"""Turns a reader's records into curves: roles of columns, order of steps, resumed and repeated parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dataaudit.training.logs.column_roles import roles_of
from dataaudit.training.logs.course.step_axis import step_axis
from dataaudit.training.logs.course.training_records import training_records
from dataaudit.training.logs.derived_columns import with_derived
from dataaudit.training.logs.not_measured import unmeasured
from dataaudit.training.logs.run_log import CURVES, NOTES, RawRun, RunLog

Floats = npt.NDArray[np.float64]

_SHUFFLED = 0.2
"""Share of backward jumps above which a log is unordered instead of resumed."""
_GAP = 20
"""Factor by which a gap exceeds the usual distance between points."""
_LONG = 10
"""Records from which on a last one that steps back says nothing about a resumed run."""
_UNDERSTOOD = 0.5
"""Share of the lines with decimal numbers below which it is told how many were not understood."""
_SHOWN = 5
"""Files that are named."""
_SETTINGS = ("learning_rate", "loss_scale")


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
    roles, unused = roles_of(raw)
    raw, roles = with_derived(raw, roles)
    absent = unmeasured(raw.frame, roles)
    training = training_records(raw.frame, roles, absent)
    axis = step_axis(raw.frame, training, raw.step, raw.unit)
    steps = axis.steps
    notes: list[dict[str, Any]] = []
    if raw.unreadable[0]:
        notes.append(_note("unreadable", raw.unreadable[0], raw.unreadable[1], "lines that could not be read"))
    if raw.lines.understood < _UNDERSTOOD * raw.lines.found:
        text = f"of {raw.lines.found} lines with decimal numbers; the first is line {raw.lines.first}"
        notes.append(_note("unread", raw.lines.found - raw.lines.understood, raw.lines.first, text))
    if raw.left_out:
        more = ", ..." if len(raw.left_out) > _SHOWN else ""
        text = f"files of the folder hold no curve: {', '.join(raw.left_out[:_SHOWN])}{more}"
        notes.append(_note("left out", len(raw.left_out), 0.0, text))
    if axis.column is None and raw.frame.height > 1:
        notes.append(
            _note("unnumbered", raw.frame.height, 0.0, "the log does not number its points; records are counted")
        )
    given_way, resumed = _superseded(np.where(training, steps, np.nan) if training.any() else steps)
    notes += resumed
    frames = []
    told: set[str] = set()
    # What is not finite, of a record that does not tell its step, takes no other's place there.
    told_own = raw.frame["@own"].to_numpy() > 0 if "@own" in raw.frame.columns else np.ones(raw.frame.height, bool)
    for column, (split, metric) in roles.items():
        values = raw.frame[column].to_numpy()
        there = raw.frame[column].is_not_null().to_numpy() & np.isfinite(steps) & ~absent[column]
        if split == "train" and metric in _SETTINGS:
            there[: int(np.argmax(axis.own))] = False  # what a configuration says is no point of the training
            begun = int(np.argmax(training))
            there[:begun] &= told_own[:begun] | (steps[:begun] <= steps[begun])  # nor behind its number of epochs
        places = np.flatnonzero(there)
        given_up = ~told_own[there]
        order, superseded, own_notes = _ordered(steps[there], given_way[there], given_up & ~np.isfinite(values)[there])
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
    steps: Floats, given_way: npt.NDArray[np.bool_], given_up: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], list[dict[str, Any]]]:
    """Order a column's points by step, mark superseded ones, and note repeats and gaps.

    Args:
        steps: Of the points.
        given_way: Those that a resumed run logged again.
        given_up: Those that take no other's place at their step.
    """
    notes: list[dict[str, Any]] = []
    superseded = given_way | (given_up & np.isin(steps, steps[~given_up]))
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
