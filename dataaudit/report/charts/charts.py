"""Charts as SVG, drawn offline: Altair describes them, vl-convert renders them, nothing in them is a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from dataaudit.kernels.hashing.bands import meeting_probability
from dataaudit.report.charts.histogram import Histogram

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
    import altair as alt

    rows = [
        {"low": float(low), "high": float(high), "count": int(count)}
        for low, high, count in zip(histogram.edges[:-1], histogram.edges[1:], histogram.counts, strict=True)
    ]
    scale = alt.Scale(
        type="log" if histogram.logarithmic else "linear",
        domain=[float(histogram.edges[0]), float(histogram.edges[-1])],
        nice=False,
    )
    axis = alt.Axis(title=title, format="~s" if histogram.logarithmic else ",.3~f", tickCount=6, grid=False)
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=BAR, binSpacing=0.5, orient="vertical")
        .encode(
            x=alt.X("low:Q", scale=scale, axis=axis),
            x2="high:Q",
            y=alt.Y("count:Q", title=count_title, axis=alt.Axis(tickCount=4, format="~s")),
        )
    )
    layers: list[Any] = [bars]
    if marks:
        lines = alt.Chart(alt.InlineData(values=[{"mark": float(mark)} for mark in marks]))
        layers.append(lines.mark_rule(color=LIMIT, strokeDash=[5, 3], strokeWidth=1.5).encode(x="mark:Q"))
    return _svg(alt.layer(*layers).properties(width=width, height=height), name)


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
    import altair as alt

    order = list(dict.fromkeys(row["label"] for row in rows))
    several = any(row.get("split") for row in rows)
    color = (
        alt.Color("split:N", title=group_title, scale=alt.Scale(range=[BAR, KEPT, DROPPED, "#8a63c9", QUARANTINED]))
        if several
        else alt.value(BAR)
    )
    encoding: dict[str, Any] = {
        "y": alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
        "x": alt.X("rows:Q", title=count_title, axis=alt.Axis(format="~s", tickCount=6)),
        "color": color,
    }
    if several:
        encoding["yOffset"] = "split:N"
    splits = len({row.get("split") for row in rows}) if several else 1
    chart = alt.Chart(alt.InlineData(values=list(rows))).mark_bar().encode(**encoding)
    return _svg(chart.properties(width=width, height=max(24, len(order) * max(18, 9 * splits))), name)


def recall_chart(*, bands: int, rows: int, threshold: float, name: str, title: str, probability_title: str) -> str:
    """The probability that banding finds a pair, by its similarity."""
    import altair as alt

    points = [
        {"similarity": float(value), "probability": meeting_probability(float(value), bands, rows)}
        for value in np.linspace(0.0, 1.0, 101)
    ]
    line = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(color=BAR, strokeWidth=2)
        .encode(
            x=alt.X("similarity:Q", title=title, axis=alt.Axis(grid=False, tickCount=6)),
            y=alt.Y("probability:Q", title=probability_title, axis=alt.Axis(format="%", tickCount=4)),
        )
    )
    limit = alt.Chart(alt.InlineData(values=[{"mark": threshold}]))
    rule = limit.mark_rule(color=LIMIT, strokeDash=[5, 3], strokeWidth=1.5).encode(x="mark:Q")
    return _svg(alt.layer(line, rule).properties(width=320, height=150), name)


def curve_chart(
    points: Sequence[tuple[float, float]], *, name: str, title: str, count_title: str, marks: Sequence[float] = ()
) -> str:
    """Rows found by threshold, as a line, with the chosen threshold drawn in."""
    import altair as alt

    rows = [{"threshold": float(threshold), "rows": int(count)} for threshold, count in points]
    line = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(color=BAR, strokeWidth=2, point=True)
        .encode(
            x=alt.X("threshold:Q", title=title, axis=alt.Axis(grid=False, tickCount=6)),
            y=alt.Y("rows:Q", title=count_title, axis=alt.Axis(tickCount=4, format="~s")),
        )
    )
    layers: list[Any] = [line]
    if marks:
        limits = alt.Chart(alt.InlineData(values=[{"mark": float(mark)} for mark in marks]))
        layers.append(limits.mark_rule(color=LIMIT, strokeDash=[5, 3], strokeWidth=1.5).encode(x="mark:Q"))
    return _svg(alt.layer(*layers).properties(width=420, height=140), name)


def map_chart(points: Sequence[dict[str, Any]], *, name: str, count_title: str) -> str:
    """Topics as circles where their centres lie, as large as their rows are many, with their words.

    Args:
        points: ``x``, ``y``, ``rows`` and ``topic`` each.
        name: Distinguishes this chart's element ids.
        count_title: Title of the legend of sizes.
    """
    import altair as alt

    base = alt.Chart(alt.InlineData(values=list(points))).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(padding=40)), y=alt.Y("y:Q", axis=None, scale=alt.Scale(padding=30))
    )
    size = alt.Size("rows:Q", title=count_title, scale=alt.Scale(range=[80, 1600]))
    circles = base.mark_circle(color=BAR, opacity=0.45).encode(size=size)
    words = base.mark_text(color=INK, fontSize=11, dy=-2).encode(text="topic:N")
    return _svg(alt.layer(circles, words).properties(width=640, height=380), name)


def _svg(chart: Any, name: str) -> str:
    """A chart as SVG whose element ids are its own on the page."""
    specification = chart.to_dict(validate=False)  # the charts are ours; the schema takes longer than the drawing
    return specification_svg(specification, name)


def specification_svg(specification: dict[str, Any], name: str) -> str:
    """A Vega-Lite specification as SVG in the page's colours, its element ids its own on the page."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({**specification, "config": CONFIG})
    return _IDENTIFIER.sub(lambda match: f"{match[0]}{name}-", svg)
