"""The view of a running training on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dataaudit.training.watching.braille_plot import braille_plot
from dataaudit.training.watching.view import Curve, View, bounds, scaled, shown_norm

_HEIGHT = 6
_MARGIN = 16
_COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def screen(view: View, width: int) -> RenderableType:
    """Return the view for a terminal of ``width`` characters."""
    parts: list[RenderableType] = [Text(view.state, "dim")]
    if view.problem:
        parts.append(Text(f"not read: {view.problem}", "yellow"))
    grid = Table.grid(expand=True)
    for _ in range(2):
        grid.add_column(ratio=1)
    panels = [_panel(one, max(width // 2 - _MARGIN, 8)) for one in view.curves]
    for place in range(0, len(panels), 2):
        grid.add_row(*panels[place : place + 2])
    parts.append(grid)
    if view.measured_at is not None:
        parts.append(_norms(view))
    parts.append(_findings(view))
    return Group(*parts)


def _panel(curve: Curve, width: int) -> Panel:
    lines = braille_plot(curve.steps, scaled(curve), width, _HEIGHT)
    labels = [""] * _HEIGHT
    labels[0], labels[-1] = bounds(curve)
    body = Text("\n".join(f"{label:>9} {line}" for label, line in zip(labels, lines, strict=True)))
    border = "red" if curve.broken else "dim"
    return Panel(body, title=escape(curve.title), subtitle=curve.last, border_style=border)


def _norms(view: View) -> Table:
    table = Table(title=f"changed least and most at step {view.measured_at:,.0f}", expand=True, box=None)
    table.add_column("parameter")
    for name in ("gradient norm", "weight norm", "update / weight"):
        table.add_column(name, justify="right")
    for name, *values in view.norms:
        table.add_row(escape(name), *map(shown_norm, values))
    return table


def _findings(view: View) -> RenderableType:
    table = Table(title="findings", expand=True, box=None, show_header=False)
    for ratio in (None, None, 1):
        table.add_column(no_wrap=ratio is None, ratio=ratio)
    for one in view.findings:
        style = "dim" if one.early else _COLOURS[one.severity]
        table.add_row(Text(one.severity, style), one.name, Text(("so far: " if one.early else "") + one.message))
    if view.more:
        table.add_row("", "", f"and {view.more} more")
    good = Text("no problem found in what could be assessed so far", "green")
    return Group(*([good] if view.healthy else []), *([table] if view.findings else []))
