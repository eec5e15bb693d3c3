"""Draws a curve with braille dots: two by four of them in every character of a terminal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def braille_plot(steps: NDArray[np.float64], heights: NDArray[np.float64], width: int, height: int) -> list[str]:
    """Draw a curve.

    Args:
        steps: (points,) horizontal positions, finite, in any order; may be empty.
        heights: (points,) from 0, the bottom, to 1, the top; those that share a column of dots are averaged.
        width: Characters in a line, at least 1.
        height: Lines, at least 1.

    Returns:
        The lines from top to bottom; blank braille characters where nothing is drawn.

    Examples:
        >>> braille_plot(np.arange(4.0), np.array([1.0, 0.67, 0.33, 0.0]), 2, 1)
        ['⠑⢄']
    """
    columns, rows = 2 * width, 4 * height
    cells = np.zeros((height, width), np.int64)
    if len(steps):
        first, span = steps.min(), steps.max() - steps.min()
        at = np.minimum((steps - first) / (span or 1.0) * columns, columns - 1).astype(np.int64)
        counts = np.bincount(at, minlength=columns)
        means = np.bincount(at, heights, minlength=columns)[counts > 0] / counts[counts > 0]
        dots = np.round((1 - means) * (rows - 1)).astype(np.int64)
        before = int(dots[0])
        for column, dot in zip(np.flatnonzero(counts).tolist(), dots.tolist(), strict=True):
            # A jump between columns is drawn as a vertical stroke, so that the curve hangs together.
            start = before + int(np.sign(dot - before))
            for row in range(min(start, dot), max(start, dot) + 1):
                cells[row // 4, column // 2] |= _DOTS[row % 4][column % 2]
            before = dot
    return ["".join(chr(0x2800 + cell) for cell in line) for line in cells.tolist()]
