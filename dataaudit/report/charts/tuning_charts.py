"""Charts of a search: history, parameter importance, and values by parameter, singly and together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from dataaudit.report.charts.plot import INK
from dataaudit.report.charts.training_charts import COLOURS

WIDTH, HEIGHT = 820, 240

Specification = dict[str, Any]


def history_chart(trials: pl.DataFrame, *, minimise: bool, titles: Mapping[str, str]) -> Specification:
    """Chart the value of every completed trial, and the best so far."""
    told = trials.filter(pl.col("state") == "complete").sort("number")
    best = pl.col("value").cum_min() if minimise else pl.col("value").cum_max()
    points = told.select("number", "value", best=best).to_dicts()
    x = {"field": "number", "type": "quantitative", "title": titles["trial"], "axis": {"grid": False, "tickMinStep": 1}}
    value = {"type": "quantitative", "title": titles["value"], "scale": {"zero": False}}
    return {
        "data": {"values": points}, "width": WIDTH, "height": HEIGHT,
        "layer": [
            {"mark": {"type": "point", "filled": True, "color": INK, "size": 35},
             "encoding": {"x": x, "y": {"field": "value", **value}}},
            {"mark": {"type": "line", "interpolate": "step-after", "color": COLOURS[0], "strokeWidth": 2},
             "encoding": {"x": x, "y": {"field": "best", **value}}},
        ],
    }  # fmt: skip


def importance_chart(importances: Mapping[str, float], *, titles: Mapping[str, str]) -> Specification:
    """Chart the share of the variation that each parameter explains."""
    points = [{"parameter": name, "share": share} for name, share in importances.items()]
    return {
        "data": {"values": points}, "width": WIDTH - 120, "height": {"step": 24},
        "mark": {"type": "bar", "color": COLOURS[0], "cornerRadiusEnd": 3},
        "encoding": {
            "y": {"field": "parameter", "type": "nominal", "sort": "-x", "title": None},
            "x": {"field": "share", "type": "quantitative", "title": titles["importance"], "axis": {"format": "%"}},
        },
    }  # fmt: skip


def slice_chart(
    trials: pl.DataFrame, name: str, *, log: bool, discrete: bool, titles: Mapping[str, str]
) -> Specification:
    """Chart the value against one parameter; later trials are darker."""
    told = trials.filter(pl.col("state") == "complete").select("number", "value", parameter=pl.col(name))
    x: dict[str, Any] = {"field": "parameter", "title": name, "type": "nominal" if discrete else "quantitative"}
    if not discrete:
        x["scale"] = {"type": "log", "nice": False} if log else {"zero": False}
        x["axis"] = {"grid": False, **({"format": "~e"} if log else {})}
    return {
        "data": {"values": told.to_dicts()}, "width": 360, "height": 220,
        "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.85},
        "encoding": {
            "x": x,
            "y": {"field": "value", "type": "quantitative", "title": titles["value"], "scale": {"zero": False}},
            "color": {"field": "number", "type": "quantitative", "title": titles["trial"],
                      "scale": {"scheme": "blues", "domainMin": -5}},
        },
    }  # fmt: skip


def parallel_chart(
    trials: pl.DataFrame, parameters: Mapping[str, tuple[bool, Sequence[Any] | None]], *, minimise: bool,
    titles: Mapping[str, str],
) -> Specification:  # fmt: skip
    """Chart one line per trial through its parameters to its value; the best tenth is coloured.

    Args:
        trials: The trial table.
        parameters: By name, whether the scale is logarithmic, and the choices or None.
        minimise: Whether small values are better.
        titles: Axis titles.
    """
    told = trials.filter(pl.col("state") == "complete")
    columns = {
        name: _scaled(told[name].to_list(), log=log, choices=choices) for name, (log, choices) in parameters.items()
    }
    columns[titles["value"]] = _scaled(told["value"].to_list(), log=False, choices=None)
    values = np.array(told["value"].to_list(), float)
    rank = np.argsort(np.argsort(values if minimise else -values))
    good = rank < max(1, round(len(values) / 10))
    points = [
        {"trial": int(number), "axis": axis, "at": at[place], "good": bool(good[place])}
        for place, number in enumerate(told["number"].to_list())
        for axis, at in columns.items()
    ]
    order = list(columns)
    encoding = {
        "x": {
            "field": "axis",
            "type": "ordinal",
            "sort": order,
            "title": None,
            "axis": {"labelAngle": 0, "grid": True},
        },
        "y": {"field": "at", "type": "quantitative", "title": titles["place_in_range"], "axis": {"format": "%"}},
        "detail": {"field": "trial"},
    }
    return {
        "data": {"values": points}, "width": WIDTH, "height": HEIGHT,
        "layer": [
            {"transform": [{"filter": f"datum.good == {str(shown).lower()}"}],
             "mark": {"type": "line", "color": colour, "opacity": opacity, "strokeWidth": width}, "encoding": encoding}
            for shown, colour, opacity, width in ((False, INK, 0.35, 1), (True, COLOURS[1], 1, 2.5))
        ],
    }  # fmt: skip


def _scaled(values: Sequence[Any], *, log: bool, choices: Sequence[Any] | None) -> list[float]:
    """Scale values to positions in the observed range, from 0 to 1."""
    if choices is not None:
        names = [str(choice).lower() for choice in choices]  # a table may store choices of several types as strings
        return [names.index(str(value).lower()) / max(len(choices) - 1, 1) for value in values]
    numbers = np.log(np.array(values, float)) if log else np.array(values, float)
    low, high = (float(numbers.min()), float(numbers.max())) if len(numbers) else (0.0, 1.0)
    return [float((number - low) / (high - low)) if high > low else 0.5 for number in numbers]
