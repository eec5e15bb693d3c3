"""What is shown of a running training at a moment: curves, norms of parameters, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.report.excerpt import one_line
from dataaudit.training.alarms import of_the_end
from dataaudit.training.diagnosis import Diagnosis, Run

_SHOWN = (
    ("train", "loss"), ("validation", "loss"), ("train", "gradient_norm"), ("validation", "accuracy"),
    ("train", "learning_rate"), ("train", "reward"), ("train", "accuracy"), ("train", "tokens_per_second"),
)  # fmt: skip
"""Curves in the order in which they get a place."""
_PLACES, _RUNS, _PARAMETERS, _FINDINGS = 4, 8, 6, 12
_WIDE = 30.0
"""Ratio of the largest to the smallest value from which the axis is logarithmic."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve, as it is drawn.

    Attributes:
        title: Run, split and metric.
        steps: (points,) of the finite points.
        values: (points,) at these steps.
        last: The last value and its step, in words.
        broken: Number of points that are not finite.
        logarithmic: Whether the values span so much that their logarithms are drawn.
    """

    title: str
    steps: NDArray[np.float64]
    values: NDArray[np.float64]
    last: str
    broken: int
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in one line; ``early`` if a training that goes further may yet refute it."""

    severity: str
    name: str
    message: str
    early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is shown.

    Attributes:
        state: One line about the moment, such as "last written 2 s ago".
        problem: Why the newest state could not be read, or empty.
        curves: In the order in which they are shown.
        measured_at: Step of the norms, or None.
        norms: Parameter, norms of its gradient and of itself, and its update relative to it.
        findings: The gravest first.
        more: Findings that found no place.
    """

    state: str
    problem: str
    curves: tuple[Curve, ...]
    measured_at: float | None
    norms: tuple[tuple[str, float | None, float, float], ...]
    findings: tuple[Line, ...]
    more: int

    @property
    def healthy(self) -> bool:
        """Whether nothing but information was found."""
        return not any(one.severity != "info" for one in self.findings)


def view(made: Diagnosis, state: str, *, ended: bool, problem: str = "") -> View:
    """Choose what is shown.

    Args:
        made: Of the runs so far, at least one.
        state: About the moment.
        ended: Whether the training has; what is about its end is preliminary where it has not.
        problem: Why the newest state could not be read, or empty.
    """
    alone = len(made.runs) == 1
    places = [(run, *place) for run in made.runs for place in (_SHOWN if alone else _SHOWN[:1])]
    curves = [one for run, split, metric in places if (one := _curve(run, split, metric, named=not alone))]
    at, norms = _norms(made.runs[0]) if alone else (None, ())
    found = [one for one in made.findings if one.status == "found"]
    lines = [
        Line(
            one.severity,
            one.name,
            ("" if alone else f"{one_line(str(one.where.get('run')))}: ") + one_line(one.message),
            not ended and of_the_end(one),
        )
        for one in found[:_FINDINGS]
    ]
    return View(
        state=state,
        problem=one_line(problem),
        curves=tuple(curves[: _PLACES if alone else _RUNS]),
        measured_at=at,
        norms=norms,
        findings=tuple(lines),
        more=max(0, len(found) - _FINDINGS),
    )


def _curve(run: Run, split: str, metric: str, *, named: bool) -> Curve | None:
    held = run.log.curves.filter(split=split, metric=metric, superseded=False)
    if not held.height:
        return None
    steps, values = held["step"].to_numpy(), held["value"].to_numpy()
    finite = np.isfinite(values)
    shown, broken = values[finite], int((~finite).sum())
    wide = bool(len(shown)) and shown.min() > 0 and shown.max() / shown.min() > _WIDE
    title = f"{one_line(run.name)}: " if named else ""
    title += f"{split} {metric.replace('_', ' ')}" + (", logarithmic" if wide else "")
    last = f"{values[-1]:.5g} at step {steps[-1]:,.0f}" + (f"; {broken} not finite" if broken else "")
    return Curve(title, steps[finite], shown, last, broken, wide)


def _norms(run: Run) -> tuple[float | None, tuple[tuple[str, float | None, float, float], ...]]:
    """The parameters that the last measured step changed least and most, relative to their size."""
    held = run.tables.get("gradients")
    if held is None or not held.height:
        return None, ()
    ratio = pl.col("update_norm") / pl.when(pl.col("weight_norm") > 0).then("weight_norm")
    last = held.filter(pl.col("step") == pl.col("step").max(), "trainable").with_columns(ratio=ratio)
    last = last.drop_nulls("ratio").sort("ratio")
    if last.height > _PARAMETERS:
        last = pl.concat([last.head(_PARAMETERS // 2), last.tail(_PARAMETERS // 2)])
    rows = tuple(last.select("parameter", "grad_norm", "weight_norm", "ratio").rows())
    return (float(last["step"][0]), rows) if rows else (None, ())


def scaled(curve: Curve) -> NDArray[np.float64]:
    """Return the values of a curve from 0 for the lowest to 1 for the highest; one half where all are the same."""
    values = np.log(curve.values) if curve.logarithmic else curve.values
    span = values.max() - values.min() if len(values) else 0.0
    return (values - values.min()) / span if span > 0 else np.full(len(values), 0.5)


def shown_norm(value: float | None) -> str:
    """Return a norm in three digits, or "none" where there was no gradient."""
    return "none" if value is None else f"{value:.3g}"


def bounds(curve: Curve) -> Sequence[str]:
    """Return the highest and the lowest value in words; empty words where no value is finite."""
    return [f"{pick:.4g}" for pick in (curve.values.max(), curve.values.min())] if len(curve.values) else ["", ""]
