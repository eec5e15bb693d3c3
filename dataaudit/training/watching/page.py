"""The view of a running training as a page that reloads itself."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from dataaudit.report.training_page import STYLE, environment
from dataaudit.store.atomic import write_bytes
from dataaudit.training.watching.view import Curve, View, bounds, scaled, shown_norm

_WIDTH, _HEIGHT = 1000, 150
_POINTS = 2000
"""Most points that are drawn of a curve; more are averaged."""


def write_page(path: Path, view: View, every: float | None) -> None:
    """Write the view as HTML.

    Args:
        path: The file; replaced at once, so that a browser never sees a half.
        view: What is shown.
        every: Seconds after which the page loads itself again; None if nothing more will come.
    """
    html = (
        environment()
        .get_template("watch.html.j2")
        .render(
            view=view,
            every=None if every is None else math.ceil(every),
            curves=[(one, _path(one), *bounds(one)) for one in view.curves],
            css=STYLE.read_text(encoding="utf-8"),
            norm=shown_norm,
        )
    )
    write_bytes(path, html.encode())


def _path(curve: Curve) -> str:
    """The points of a curve as the path of a picture."""
    if not len(curve.steps):
        return ""
    span = curve.steps.max() - curve.steps.min()
    across = (curve.steps - curve.steps.min()) / (span or 1.0)
    at = np.minimum((across * _POINTS).astype(np.int64), _POINTS - 1)
    counts = np.bincount(at)
    there = counts > 0
    x = np.bincount(at, across)[there] / counts[there] * _WIDTH
    y = (1 - np.bincount(at, scaled(curve))[there] / counts[there]) * (_HEIGHT - 4) + 2
    return "M" + "L".join(f"{one:.1f} {two:.1f}" for one, two in zip(x, y, strict=True))
