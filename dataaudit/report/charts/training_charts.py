"""Charts of training runs: curves with findings marked, gradient flow, the learning-rate finder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dataaudit.kernels.robust_statistics import centred_median
from dataaudit.report.charts.plot import INK
from dataaudit.report.charts.vega_lite import chart_png, chart_svg
from dataaudit.report.excerpt import one_line

COLOURS = ("#3b82c4", "#e0833a", "#3a9d6e", "#8a63c9", "#c2453d", "#8f7a3f", "#4fb3bf", "#b0568f")
MARK = {"error": "#c2453d", "warning": "#e0a13a", "info": "#7a7a7a"}
MOST_POINTS = 1200
"""Most points drawn per curve; longer curves are reduced to the lowest and highest point of each bin."""


def thinned(
    steps: Sequence[float], values: Sequence[float], most: int = MOST_POINTS
) -> tuple[list[float], list[float]]:
    """Reduce the points of a curve for drawing; spikes stay, because every bin keeps its lowest and highest point.

    Examples:
        >>> steps, values = thinned(list(range(10_000)), [0.0] * 9_999 + [5.0], 100)
        >>> len(steps) <= 100, max(values)
        (True, 5.0)
    """
    if len(values) <= most:
        return list(map(float, steps)), list(map(float, values))
    array = np.asarray(values, dtype=float)
    edges = np.linspace(0, len(array), most // 2 + 1).astype(int)
    kept: list[int] = []
    for low, high in pairwise(edges):
        part = array[low:high]
        kept += sorted({low + int(np.argmin(part)), low + int(np.argmax(part))})
    return [float(steps[place]) for place in kept], [float(values[place]) for place in kept]


def drawn_curves(curves: pl.DataFrame, metric: str) -> list[dict[str, Any]]:
    """Return the curves of one metric, raw and smoothed, thinned for drawing.

    Args:
        curves: ``run, split, metric, step, value, superseded``.
        metric: The metric to draw.
    """
    drawn = []
    table = curves.filter(pl.col("metric") == metric, ~pl.col("superseded"), pl.col("value").is_finite())
    several = table["run"].n_unique() > 1
    for (run, split), part in table.group_by("run", "split", maintain_order=True):
        steps, values = part["step"].to_numpy(), part["value"].to_numpy()
        raw = thinned(steps.tolist(), values.tolist())
        name = one_line(f"{run}: {split}" if several else str(split))
        one: dict[str, Any] = {
            "name": name,
            "run": run,
            "split": split,
            "steps": raw[0],
            "values": raw[1],
            "smooth": None,
        }
        if len(values) >= 50:
            smooth = centred_median(values.astype(float), max(11, len(values) // 40) | 1)
            one["smooth"] = thinned(steps.tolist(), smooth.tolist(), MOST_POINTS // 2)
        drawn.append(one)
    return drawn


def curve_specification(
    curves: Sequence[Mapping[str, Any]],
    marks: Sequence[Mapping[str, Any]],
    *,
    title: str,
    step_title: str,
    width: int = 860,
    height: int = 300,
) -> dict[str, Any] | None:
    """Build a Vega-Lite chart of curves with findings marked, or None if there is nothing to draw.

    Args:
        curves: The result of ``drawn_curves``.
        marks: Findings: ``name, severity, first, last``.
        title: Title of the value axis.
        step_title: Title of the step axis.
        width: Width in pixels.
        height: Height in pixels.
    """
    points = [
        {"curve": one["name"], "step": step, "value": value}
        for one in curves
        for step, value in zip(one["steps"], one["values"], strict=True)
    ]
    if not points:
        return None
    values = np.array([point["value"] for point in points])
    # Values that span powers of ten need a log scale.
    logarithmic = bool(values.min() > 0 and np.quantile(values, 0.999) / np.quantile(values, 0.05) > 30)
    scale = {"type": "log" if logarithmic else "linear", "zero": False, "nice": True}
    colour = {
        "field": "curve", "type": "nominal", "title": None, "sort": [one["name"] for one in curves],
        "scale": {
            "domain": [one["name"] for one in curves],
            "range": [COLOURS[place % len(COLOURS)] for place in range(len(curves))],
        },
    }  # fmt: skip
    x = {
        "field": "step",
        "type": "quantitative",
        "title": step_title,
        "axis": {"grid": False, "tickCount": 8, "format": "~s"},
        "scale": {"nice": False},
    }
    y = {"field": "value", "type": "quantitative", "title": title, "scale": scale, "axis": {"tickCount": 5}}
    smooth = [
        {"curve": one["name"], "step": step, "value": value}
        for one in curves
        if one["smooth"]
        for step, value in zip(*one["smooth"], strict=True)
    ]
    layers: list[dict[str, Any]] = []
    bands = [
        {"first": one["first"], "last": one["last"], "severity": one["severity"]}
        for one in marks
        if one["last"] > one["first"]
    ]
    rules = [{"first": one["first"], "severity": one["severity"]} for one in marks]
    severity = {
        "field": "severity",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(MARK), "range": list(MARK.values())},
    }
    if bands:
        layers.append(
            {
                "data": {"values": bands},
                "mark": {"type": "rect", "opacity": 0.12},
                "encoding": {
                    "x": {"field": "first", "type": "quantitative"},
                    "x2": {"field": "last"},
                    "color": severity,
                },
            }
        )
    layers.append(
        {
            "data": {"values": points},
            "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.4 if smooth else 1.0, "point": len(points) <= 40},
            "encoding": {"x": x, "y": y, "color": colour},
        }
    )
    if smooth:
        layers.append(
            {
                "data": {"values": smooth},
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour},
            }
        )
    if rules:
        layers.append(
            {
                "data": {"values": rules},
                "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5},
                "encoding": {"x": {"field": "first", "type": "quantitative"}, "color": severity},
            }
        )
    return {"layer": layers, "width": width, "height": height, "resolve": {"scale": {"color": "independent"}}}


def flow_specification(gradients: pl.DataFrame, *, step_title: str, width: int = 820) -> dict[str, Any] | None:
    """Build the gradient-flow chart: the gradient norm of every weight relative to the weight norm, by step.

    Args:
        gradients: The monitor's gradient table of one run.
        step_title: Title of the step axis.
        width: Width in pixels.
    """
    table = gradients.filter(
        pl.col("dimensions") >= 2, pl.col("grad_norm").is_finite(), pl.col("grad_norm") > 0, pl.col("weight_norm") > 0
    )
    if table["step"].n_unique() < 2:
        return None
    sampled = table["step"].unique().sort().to_list()
    kept = sampled[:: max(1, len(sampled) // 60)]
    width_of = dict(zip(kept, [*kept[1:], kept[-1] + (kept[-1] - kept[-2])], strict=True))
    rows = [
        {"parameter": one_line(row["parameter"]), "step": row["step"], "end": width_of[row["step"]],
         "ratio": float(np.log10(row["grad_norm"] / row["weight_norm"]))}
        for row in table.filter(pl.col("step").is_in(kept)).to_dicts()
    ]  # fmt: skip
    names = [one_line(name) for name in table.sort("depth")["parameter"].unique(maintain_order=True).to_list()]
    return {
        "data": {"values": rows},
        "mark": {"type": "rect"},
        "encoding": {
            "x": {
                "field": "step",
                "type": "quantitative",
                "title": step_title,
                "axis": {"grid": False},
                "scale": {"nice": False, "zero": False},
            },
            "x2": {"field": "end"},
            "y": {"field": "parameter", "type": "nominal", "sort": names, "title": None, "axis": {"labelLimit": 260}},
            "color": {
                "field": "ratio",
                "type": "quantitative",
                "title": "log10 |g|/|w|",
                "scale": {"scheme": "viridis"},
            },
        },
        "width": width,
        "height": max(80, 15 * len(names)),
    }


def finder_chart(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Chart losses over learning rates, one line per seed, with the suggested range and rate."""
    points = tables["finder_curves"].with_columns(pl.col("seed").cast(pl.String)).to_dicts()
    row = tables["finder"].row(0, named=True)
    x = {
        "field": "rate",
        "type": "quantitative",
        "title": "learning rate",
        "scale": {"type": "log", "nice": False},
        "axis": {"grid": False, "format": "~e", "tickCount": 8},
    }
    low = min((point["smooth"] for point in points), default=0.0)
    first = max((point["smooth"] for point in points[:10]), default=1.0)
    y = {
        "field": "smooth",
        "type": "quantitative",
        "title": "loss",
        "scale": {"zero": False, "domain": [low, max(first * 1.2, low + 1e-9)], "clamp": True},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": points},
            "mark": {"type": "line", "strokeWidth": 1.5},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "seed", "type": "nominal", "scale": {"range": list(COLOURS)}},
            },
        }
    ]
    if row["low"] and row["high"]:
        layers.insert(
            0,
            {
                "data": {"values": [{"low": row["low"], "high": row["high"]}]},
                "mark": {"type": "rect", "opacity": 0.1, "color": COLOURS[2]},
                "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
        )
    marks = [{"rate": row[name]} for name in ("suggested", "divergence") if row[name]]
    if marks:
        layers.append(
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5, "color": INK},
                "encoding": {"x": {"field": "rate", "type": "quantitative"}},
            }
        )
    return {"layer": layers, "width": 640, "height": 260}


def save_chart(specification: dict[str, Any], path: Path) -> None:
    """Write a chart as ``.png`` or ``.svg``, depending on the file extension."""
    if path.suffix == ".png":
        path.write_bytes(chart_png(specification))
    else:
        path.write_text(chart_svg(specification, "chart"), encoding="utf-8")
