"""Charts of an audit's report: histograms, bars, curves and the map of topics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dataaudit.kernels.hashing.bands import meeting_probability
from dataaudit.report.charts.histogram import Histogram
from dataaudit.report.charts.plot import (
    INK,
    Plot,
    box,
    label,
    pixel,
    plain_number,
    power_ticks,
    round_ticks,
    share,
    short_number,
    width_of,
)

BAR = "#3b82c4"
KEPT, DROPPED, QUARANTINED = "#3a9d6e", "#e0a13a", "#c2453d"
LIMIT = "#c2453d"
_SPLITS = (BAR, KEPT, DROPPED, "#8a63c9", QUARANTINED)
_LABEL_WIDTH = 220.0
_LINE = 13.0
"""Pixels between two lines of labels."""


def histogram_chart(
    histogram: Histogram,
    *,
    title: str,
    count_title: str,
    marks: Sequence[float] = (),
    width: int = 560,
    height: int = 180,
    logarithmic_counts: bool = False,
    beyond: str | None = None,
) -> str:
    """Bars of a histogram with its thresholds drawn in.

    Args:
        histogram: The counts.
        title: Title of the axis of values.
        count_title: Title of the axis of counts.
        marks: Thresholds.
        width: Pixels of the drawing area.
        height: Pixels of the drawing area.
        logarithmic_counts: Whether bars grow with the logarithm of their count, so that few rows beside many are seen.
        beyond: Side of the first threshold that is coloured: <, > or >=.
    """
    plot = Plot(width, height)
    low, high = float(histogram.edges[0]), float(histogram.edges[-1])
    x = plot.across(low, high, logarithmic=histogram.logarithmic)
    most = max(int(histogram.counts.max()), 1)
    y = _log_counts(plot, most, count_title) if logarithmic_counts else _counts(plot, most, count_title)
    floor = plot.top + plot.height
    for begin, end, count in zip(histogram.edges[:-1], histogram.edges[1:], histogram.counts.tolist(), strict=True):
        if count:
            left, upper = x(float(begin)), y(count)
            colour = LIMIT if marks and _outside(float(begin), float(end), marks[0], beyond) else BAR
            plot.parts.append(box(left + 0.25, upper, x(float(end)) - left - 0.5, floor - upper, colour))
    if histogram.logarithmic:
        plot.x_axis(x, power_ticks(low, high), title, short_number)
    else:
        plot.x_axis(x, round_ticks(low, high, 6), title, plain_number)
    plot.limits(x, marks, LIMIT)
    return plot.svg()


def bar_chart(rows: Sequence[dict[str, Any]], *, count_title: str, group_title: str, width: int = 480) -> str:
    """Horizontal bars by label, grouped by split where there are several.

    Args:
        rows: ``label``, ``rows`` and optionally ``split`` each.
        count_title: Title of the axis of counts.
        group_title: Title of the legend of splits.
        width: Pixels of the drawing area.
    """
    names = [_cut(str(row["label"])) for row in rows]
    order = list(dict.fromkeys(row["label"] for row in rows))
    several = any(row.get("split") for row in rows)
    splits = list(dict.fromkeys(row.get("split") for row in rows)) if several else [None]
    band = max(18, 9 * len(splits))
    legend = 24 + max(width_of(text) for text in (group_title, *map(str, splits))) if several else 12
    left = 10 + max(map(width_of, names), default=0)
    plot = Plot(width, max(24, len(order) * band), left=left, right=legend)
    most = max((row["rows"] for row in rows), default=1) or 1
    x = plot.across(0, most)
    plot.x_axis(x, _whole(round_ticks(0, most, 6)), count_title, short_number, grid=True)
    for place, key in enumerate(order):
        plot.parts.append(label(left - 6, plot.top + (place + 0.5) * band + 4, _cut(str(key)), "end"))
    thick = 0.9 * band / len(splits)
    for row in rows:
        upper = plot.top + order.index(row["label"]) * band + 0.05 * band
        number = splits.index(row.get("split")) if several else 0
        colour = _SPLITS[number % len(_SPLITS)]
        plot.parts.append(box(left, upper + number * thick, x(row["rows"]) - left, thick, colour))
    if several:
        plot.parts.append(label(left + width + 12, plot.top + 4, group_title, "start"))
        for number, split in enumerate(splits):
            upper = plot.top + 12 + 15 * number
            plot.parts.append(box(left + width + 12, upper, 9, 9, _SPLITS[number % len(_SPLITS)]))
            plot.parts.append(label(left + width + 25, upper + 9, str(split), "start"))
        plot.bottom = max(plot.bottom, 20 + 15 * len(splits) - plot.height)
    return plot.svg()


def recall_chart(*, bands: int, rows: int, threshold: float, title: str, probability_title: str) -> str:
    """The probability that banding finds a pair, by its similarity."""
    plot = Plot(320, 150)
    x, y = plot.across(0.0, 1.0), plot.upward(0.0, 1.0)
    plot.y_axis(y, round_ticks(0.0, 1.0, 4), probability_title, share)
    plot.x_axis(x, round_ticks(0.0, 1.0, 6), title, plain_number)
    values = np.linspace(0.0, 1.0, 101).tolist()
    plot.line([(x(value), y(meeting_probability(value, bands, rows))) for value in values], BAR)
    plot.limits(x, [threshold], LIMIT)
    return plot.svg()


def curve_chart(
    points: Sequence[tuple[float, float]], *, title: str, count_title: str, marks: Sequence[float] = ()
) -> str:
    """Rows found by threshold, as a line, with the chosen threshold drawn in."""
    plot = Plot(420, 140)
    points = [point for point in points if math.isfinite(point[0])]
    marks = [mark for mark in marks if math.isfinite(mark)]
    places = [float(threshold) for threshold, _ in points] + [float(mark) for mark in marks]
    low, high = min(places, default=0.0), max(places, default=1.0)
    x = plot.across(low, high if high > low else low + 1.0)
    y = _counts(plot, max([1, *(int(count) for _, count in points)]), count_title)
    plot.x_axis(x, round_ticks(x.low, x.high, 6), title, plain_number)
    plot.line([(x(float(threshold)), y(int(count))) for threshold, count in points], BAR, dots=True)
    plot.limits(x, marks, LIMIT)
    return plot.svg()


def series_chart(values: Sequence[float | int | None], marks: Sequence[str]) -> str:
    """A value over runs, in their order; a run without it leaves a gap.

    Args:
        values: One a run; NaN and infinities count as none.
        marks: What the first and the last run are called under the axis.
    """
    plot = Plot(380, 120)
    told = [(place, float(value)) for place, value in enumerate(values) if value is not None and math.isfinite(value)]
    low, high = min((value for _, value in told), default=0.0), max((value for _, value in told), default=1.0)
    room = max(0.05 * (high - low), 0.02 * max(abs(low), abs(high)), 1e-9)  # noise is not drawn as if it were a trend
    x, y = plot.across(0.0, max(1.0, len(values) - 1.0)), plot.upward(low - room, high + room)
    plot.y_axis(y, round_ticks(low - room, high + room, 4), "", lambda value: f"{value:.4g}")
    plot.x_axis(x, [], "", plain_number)
    lines: list[list[tuple[float, float]]] = []
    for turn, (place, value) in enumerate(told):
        if not turn or place - told[turn - 1][0] > 1:
            lines.append([])
        lines[-1].append((x(float(place)), y(value)))
    for line in lines:
        plot.line(line, BAR, dots=True)
    if marks:
        plot.parts.append(label(x(0.0), plot.top + plot.height + 16, marks[0], "start"))
        plot.parts.append(label(x(len(marks) - 1.0), plot.top + plot.height + 16, marks[-1], "end"))
    return plot.svg()


def map_chart(points: Sequence[dict[str, Any]], *, count_title: str) -> str:
    """Topics as circles where their centres lie, as large as their rows are many, with words where there is room.

    Args:
        points: ``x``, ``y``, ``rows`` and ``topic`` each.
        count_title: Title of the legend of sizes.
    """
    plot = Plot(640, 380, left=12, right=70, bottom=8)
    x, y = (_padded([float(point[name]) for point in points]) for name in ("x", "y"))
    across, upward = plot.across(*x), plot.upward(*y)
    most = max((point["rows"] for point in points), default=1) or 1
    for point in points:
        place = f'cx="{pixel(across(point["x"]))}" cy="{pixel(upward(point["y"]))}"'
        plot.parts.append(f'<circle {place} r="{_radius(point["rows"] / most)}" fill="{BAR}" fill-opacity="0.45"/>')
    taken: list[tuple[float, float, float]] = []  # words of the largest come first; those without room are left out
    for point in sorted(points, key=lambda one: -one["rows"]):
        middle, height = across(point["x"]), upward(point["y"]) + 2
        half = width_of(str(point["topic"])) / 2 + 2
        if all(abs(middle - x) > half + other or abs(height - y) > _LINE for x, y, other in taken):
            taken.append((middle, height, half))
            plot.parts.append(label(middle, height, str(point["topic"])))
    plot.parts.append(label(664, plot.top + 8, count_title, "start"))
    for number, rows in enumerate(sorted({most, max(most // 4, 1)})):
        lower = plot.top + 40 + 44 * number
        circle = f'cx="680" cy="{lower}" r="{_radius(rows / most)}"'
        plot.parts.append(f'<circle {circle} fill="none" stroke="{INK}"/>' + label(680, lower + 4, short_number(rows)))
    return plot.svg()


def _radius(part: float) -> str:
    """Of a circle whose area stands for a share of the largest one's."""
    return pixel(math.sqrt((80 + 1520 * part) / math.pi) * 0.9)


def _padded(values: Sequence[float]) -> tuple[float, float]:
    """Bounds with room on both sides, so that circles and words stay inside."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def _outside(begin: float, end: float, mark: float, beyond: str | None) -> bool:
    """Whether a bin lies beyond a threshold on the side that is named."""
    return beyond is not None and (end <= mark if beyond == "<" else begin >= mark)


def _counts(plot: Plot, most: int, title: str) -> Any:
    """Draw the axis of counts, from 0; returns its scale."""
    scale = plot.upward(0, most)
    plot.y_axis(scale, _whole(round_ticks(0, most, 4)), title, short_number)
    return scale


def _log_counts(plot: Plot, most: int, title: str) -> Any:
    """Draw a logarithmic axis of counts, on which one row is seen beside millions; returns its scale."""
    scale = plot.upward(0.5, max(most, 10), logarithmic=True)
    plot.y_axis(scale, power_ticks(1, max(most, 10)), title, short_number)
    return scale


def _whole(ticks: list[float]) -> list[float]:
    return [tick for tick in ticks if tick == int(tick)]


def _cut(text: str) -> str:
    """A label, cut to the room for labels."""
    if width_of(text) <= _LABEL_WIDTH:
        return text
    while width_of(text) > _LABEL_WIDTH - 6:
        text = text[: len(text) - max(1, len(text) // 20)]
    return f"{text}…"
