"""Charts as SVG, drawn offline: described in Vega-Lite, rendered by vl-convert, and nothing in them is a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from dataaudit.config.address_space import CHARTS, check_address_space
from dataaudit.kernels.hashing.bands import meeting_probability
from dataaudit.report.charts.histogram import Histogram
from dataaudit.report.excerpt import visible
from dataaudit.stages.personal_data.mask import mask_values

INK = "#7a7a7a"
"""Axis and text colour: readable on a light and a dark page."""
BAR = "#3b82c4"
KEPT, DROPPED, QUARANTINED = "#3a9d6e", "#e0a13a", "#c2453d"
LIMIT = "#c2453d"

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": "#7a7a7a33",
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": INK},
    "font": "system-ui, sans-serif",
}
_IDENTIFIER = re.compile(r'(\bid="|url\(#|href="#)')


def histogram_chart(
    histogram: Histogram,
    *,
    name: str,
    title: str,
    count_title: str,
    marks: Sequence[float] = (),
    width: int = 560,
    height: int = 180,
) -> str:
    """Bars of a histogram with its thresholds drawn in.

    Args:
        histogram: The counts.
        name: Distinguishes this chart's element ids from others' on the page.
        title: Title of the axis of values.
        count_title: Title of the axis of counts.
        marks: Thresholds.
        width: Pixels of the drawing area.
        height: Pixels of the drawing area.
    """
    rows = [
        {"low": float(low), "high": float(high), "count": int(count)}
        for low, high, count in zip(histogram.edges[:-1], histogram.edges[1:], histogram.counts, strict=True)
    ]
    scale = {
        "type": "log" if histogram.logarithmic else "linear",
        "domain": [float(histogram.edges[0]), float(histogram.edges[-1])],
        "nice": False,
    }
    axis = {"title": title, "format": "~s" if histogram.logarithmic else ",.3~f", "tickCount": 6, "grid": False}
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": BAR, "binSpacing": 0.5, "orient": "vertical"},
        "encoding": {
            "x": {"field": "low", "type": "quantitative", "scale": scale, "axis": axis},
            "x2": {"field": "high"},
            "y": _quantity("count", count_title, format="~s"),
        },
    }
    return specification_svg({"layer": [bars, *_limits(marks)], "width": width, "height": height}, name)


def bar_chart(
    rows: Sequence[dict[str, Any]], *, name: str, count_title: str, group_title: str, width: int = 480
) -> str:
    """Horizontal bars by label, grouped by split where there are several.

    Args:
        rows: ``label``, ``rows`` and optionally ``split`` each.
        name: Distinguishes this chart's element ids.
        count_title: Title of the axis of counts.
        group_title: Title of the legend of splits.
        width: Pixels of the drawing area.
    """
    order = list(dict.fromkeys(row["label"] for row in rows))
    several = any(row.get("split") for row in rows)
    encoding: dict[str, Any] = {
        "y": {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 220}},
        "x": {"field": "rows", "type": "quantitative", "title": count_title, "axis": {"format": "~s", "tickCount": 6}},
        "color": {"value": BAR},
    }
    splits = 1
    if several:
        splits = len({row.get("split") for row in rows})
        scale = {"range": [BAR, KEPT, DROPPED, "#8a63c9", QUARANTINED]}
        encoding["color"] = {"field": "split", "type": "nominal", "title": group_title, "scale": scale}
        encoding["yOffset"] = {"field": "split", "type": "nominal"}
    height = max(24, len(order) * max(18, 9 * splits))
    bars = {"data": {"values": list(rows)}, "mark": {"type": "bar"}, "encoding": encoding}
    return specification_svg({**bars, "width": width, "height": height}, name)


def recall_chart(*, bands: int, rows: int, threshold: float, name: str, title: str, probability_title: str) -> str:
    """The probability that banding finds a pair, by its similarity."""
    points = [
        {"similarity": float(value), "probability": meeting_probability(float(value), bands, rows)}
        for value in np.linspace(0.0, 1.0, 101)
    ]
    line = {
        "data": {"values": points},
        "mark": {"type": "line", "color": BAR, "strokeWidth": 2},
        "encoding": {
            "x": _plain_axis("similarity", title),
            "y": _quantity("probability", probability_title, format="%"),
        },
    }
    return specification_svg({"layer": [line, *_limits([threshold])], "width": 320, "height": 150}, name)


def curve_chart(
    points: Sequence[tuple[float, float]], *, name: str, title: str, count_title: str, marks: Sequence[float] = ()
) -> str:
    """Rows found by threshold, as a line, with the chosen threshold drawn in."""
    rows = [{"threshold": float(threshold), "rows": int(count)} for threshold, count in points]
    line = {
        "data": {"values": rows},
        "mark": {"type": "line", "color": BAR, "strokeWidth": 2, "point": True},
        "encoding": {"x": _plain_axis("threshold", title), "y": _quantity("rows", count_title, format="~s")},
    }
    return specification_svg({"layer": [line, *_limits(marks)], "width": 420, "height": 140}, name)


def map_chart(points: Sequence[dict[str, Any]], *, name: str, count_title: str) -> str:
    """Topics as circles where their centres lie, as large as their rows are many, with their words.

    Args:
        points: ``x``, ``y``, ``rows`` and ``topic`` each.
        name: Distinguishes this chart's element ids.
        count_title: Title of the legend of sizes.
    """
    places = {
        name: {"field": name, "type": "quantitative", "axis": None, "scale": {"padding": padding}}
        for name, padding in (("x", 40), ("y", 30))
    }
    size = {"field": "rows", "type": "quantitative", "title": count_title, "scale": {"range": [80, 1600]}}
    circles = {"mark": {"type": "circle", "color": BAR, "opacity": 0.45}, "encoding": {**places, "size": size}}
    words = {
        "mark": {"type": "text", "color": INK, "fontSize": 11, "dy": -2},
        "encoding": {**places, "text": {"field": "topic", "type": "nominal"}},
    }
    drawn = {"data": {"values": list(points)}, "layer": [circles, words], "width": 640, "height": 380}
    return specification_svg(drawn, name)


def _quantity(field: str, title: str, **axis: Any) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": title, "axis": {"tickCount": 4, **axis}}


def _plain_axis(field: str, title: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": title, "axis": {"grid": False, "tickCount": 6}}


def _limits(marks: Sequence[float]) -> list[dict[str, Any]]:
    """Dashed lines at thresholds, as a layer; none where there are none."""
    if not marks:
        return []
    rule = {"type": "rule", "color": LIMIT, "strokeDash": [5, 3], "strokeWidth": 1.5}
    encoding = {"x": {"field": "mark", "type": "quantitative"}}
    return [{"data": {"values": [{"mark": float(mark)} for mark in marks]}, "mark": rule, "encoding": encoding}]


def specification_svg(specification: dict[str, Any], name: str) -> str:
    """A Vega-Lite specification as SVG in the page's colours, its element ids its own on the page."""
    check_address_space(CHARTS, "drawing charts")
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({**mask_values(specification), "config": CONFIG})
    return visible(_IDENTIFIER.sub(lambda match: f"{match[0]}{name}-", svg))
