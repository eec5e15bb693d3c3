"""A plotting area as SVG: scales, ticks, axes and marks, written as text without a browser engine."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dataaudit.report.excerpt import visible
from dataaudit.stages.personal_data.mask import mask

INK = "#7a7a7a"
"""Axis and text colour: readable on a light and a dark page."""
GRID = "#7a7a7a33"
_SIZE = 11
_FAMILY = "system-ui, sans-serif"
_PREFIXES = {-4: "p", -3: "n", -2: "µ", -1: "m", 0: "", 1: "k", 2: "M", 3: "G", 4: "T"}


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels.

    Attributes:
        low: Value at ``begin``.
        high: Value at ``end``; not equal to ``low``.
        begin: Pixel.
        end: Pixel; on an upward axis smaller than ``begin``.
        logarithmic: Whether equal ratios are equally wide; the values are then above 0.
    """

    low: float
    high: float
    begin: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of a value; values outside stay at the edge."""
        value = min(max(value, min(self.low, self.high)), max(self.low, self.high))
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.begin + (value - low) / (high - low) * (self.end - self.begin)


def round_ticks(low: float, high: float, count: int) -> list[float]:
    """About ``count`` round numbers between two: multiples of 1, 2 or 5 times a power of ten.

    Examples:
        >>> round_ticks(0, 97, 4)
        [0.0, 20.0, 40.0, 60.0, 80.0]
        >>> round_ticks(0.2, 0.21, 2)
        [0.2, 0.205, 0.21]
        >>> round_ticks(1, 1, 5)
        [1.0]
    """
    if not high > low:
        return [float(low)]
    rough = (high - low) / max(count, 1)
    power = math.floor(math.log10(rough))
    step = next((one for one in (1, 2, 5) if one * 10.0**power >= 0.7 * rough), 10) * 10.0**power
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, 2 - power)
    return [round(number * step, digits) for number in range(first, last + 1)]


def power_ticks(low: float, high: float) -> list[float]:
    """The powers of ten between two numbers above 0."""
    powers = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    return [10.0**power for power in powers]


def short_number(value: float) -> str:
    """A number with a prefix of the metric system.

    Examples:
        >>> short_number(0), short_number(1500), short_number(2e6), short_number(0.05)
        ('0', '1.5k', '2M', '50m')
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    power = min(max(math.floor(math.log10(abs(value)) / 3 + 1e-9), -4), 4)
    return f"{value / 1000.0**power:.4g}{_PREFIXES[power]}"


def plain_number(value: float) -> str:
    """A number as people write it, with at most three decimal places.

    Examples:
        >>> plain_number(1234.5), plain_number(0.25), plain_number(0.0001)
        ('1,234.5', '0.25', '0.0001')
    """
    if value and abs(value) < 0.001:
        return f"{value:.2g}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def share(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.4g}%"


def width_of(text: str) -> float:
    """About how many pixels a text takes."""
    return sum(_SIZE if unicodedata.east_asian_width(one) in "WF" else 0.56 * _SIZE for one in text)


def pixel(value: float) -> str:
    """A pixel as written in a chart."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def written(text: str) -> str:
    """A text safe in a chart: personal data masked, control characters and markup escaped."""
    shown = visible(mask(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return shown.replace('"', "&quot;").replace("'", "&#39;")


def label(x: float, y: float, text: str, anchor: str = "middle", turned: bool = False) -> str:
    """A text at a place."""
    turn = f' transform="rotate(-90 {pixel(x)} {pixel(y)})"' if turned else ""
    return f'<text x="{pixel(x)}" y="{pixel(y)}" text-anchor="{anchor}"{turn}>{written(text)}</text>'


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle."""
    size = f'width="{pixel(max(width, 0))}" height="{pixel(max(height, 0))}"'
    return f'<rect x="{pixel(x)}" y="{pixel(y)}" {size} fill="{colour}"/>'


@dataclass(slots=True)
class Plot:
    """A drawing area with room for axes around it; what is added is drawn in that order.

    Attributes:
        width: Pixels of the area.
        height: Pixels of the area.
        left: Room for labels.
        right: Room for a legend.
        bottom: Room for an axis.
        parts: Elements drawn so far.
        names: Titles of its axes: what those hear who do not see it.
    """

    width: float
    height: float
    left: float = 48
    right: float = 12
    bottom: float = 36
    parts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    top = 8

    def across(self, low: float, high: float, *, logarithmic: bool = False) -> Scale:
        """A scale from the left edge to the right one."""
        return Scale(low, high, self.left, self.left + self.width, logarithmic)

    def upward(self, low: float, high: float, *, logarithmic: bool = False) -> Scale:
        """A scale from the lower edge to the upper one."""
        return Scale(low, high, self.top + self.height, self.top, logarithmic)

    def x_axis(
        self, scale: Scale, ticks: Sequence[float], title: str, form: Callable[[float], str], grid: bool = False
    ) -> None:
        """Draw the axis below the area."""
        floor = self.top + self.height
        for tick in ticks:
            x = pixel(scale(tick))
            if grid:
                self.parts.append(f'<path d="M{x} {self.top}V{pixel(floor)}" stroke="{GRID}"/>')
            self.parts.append(f'<path d="M{x} {pixel(floor)}v5" stroke="{INK}"/>')
            self.parts.append(label(scale(tick), floor + 16, form(tick)))
        self.parts.append(f'<path d="M{pixel(self.left)} {pixel(floor)}h{pixel(self.width)}" stroke="{INK}"/>')
        self.parts.append(label(self.left + self.width / 2, floor + 31, title))
        self.names.append(title)

    def y_axis(self, scale: Scale, ticks: Sequence[float], title: str, form: Callable[[float], str]) -> None:
        """Draw the axis left of the area, with lines across it."""
        for tick in ticks:
            y = pixel(scale(tick))
            self.parts.append(f'<path d="M{pixel(self.left)} {y}h{pixel(self.width)}" stroke="{GRID}"/>')
            self.parts.append(label(self.left - 6, scale(tick) + 4, form(tick), "end"))
        self.parts.append(label(11, self.top + self.height / 2, title, turned=True))
        self.names.append(title)

    def line(self, points: Sequence[tuple[float, float]], colour: str, dots: bool = False) -> None:
        """Draw a line through points in pixels."""
        if not points:
            return
        path = "L".join(f"{pixel(x)} {pixel(y)}" for x, y in points)
        self.parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if dots:
            self.parts += [f'<circle cx="{pixel(x)}" cy="{pixel(y)}" r="2.7" fill="{colour}"/>' for x, y in points]

    def limits(self, scale: Scale, marks: Sequence[float], colour: str) -> None:
        """Draw dashed lines down the area."""
        for mark in marks:
            path = f'd="M{pixel(scale(mark))} {self.top}v{pixel(self.height)}"'
            self.parts.append(f'<path {path} stroke="{colour}" stroke-width="1.5" stroke-dasharray="5,3"/>')

    def svg(self) -> str:
        """The whole drawing."""
        width, height = self.left + self.width + self.right, self.top + self.height + self.bottom
        size = f'width="{pixel(width)}" height="{pixel(height)}" viewBox="0 0 {pixel(width)} {pixel(height)}"'
        font = f'font-family="{_FAMILY}" font-size="{_SIZE}" fill="{INK}"'
        name = written(", ".join(filter(None, self.names)) or "chart")
        drawn = "".join(self.parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img" aria-label="{name}">{drawn}</svg>'
