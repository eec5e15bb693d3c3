"""Curves of braille dots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.watching.braille_plot import braille_plot

BITS = {(0, 0): 0, (1, 0): 1, (2, 0): 2, (0, 1): 3, (1, 1): 4, (2, 1): 5, (3, 0): 6, (3, 1): 7}


def dots(lines: list[str]) -> set[tuple[int, int]]:
    """The (row, column) of every dot, by the table of the Unicode standard."""
    return {
        (4 * line + row, 2 * place + column)
        for line, text in enumerate(lines)
        for place, character in enumerate(text)
        for (row, column), bit in BITS.items()
        if ord(character) - 0x2800 >> bit & 1
    }


def test_a_rising_line_goes_from_the_lower_left_to_the_upper_right() -> None:
    assert dots(braille_plot(np.arange(8.0), np.linspace(0, 1, 8), 4, 2)) == {(7 - step, step) for step in range(8)}


def test_a_jump_is_drawn_as_a_stroke() -> None:
    assert dots(braille_plot(np.arange(2.0), np.array([0.0, 1.0]), 1, 1)) == {(3, 0), (2, 1), (1, 1), (0, 1)}


def test_nothing_is_drawn_of_nothing_and_one_point_is_one_dot() -> None:
    assert braille_plot(np.array([]), np.array([]), 3, 2) == ["\u2800" * 3] * 2
    assert dots(braille_plot(np.array([5.0]), np.array([0.5]), 3, 1)) == {(2, 0)}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=80), st.integers(1, 12), st.integers(1, 4))
@pytest.mark.filterwarnings("error")
def test_every_filled_column_holds_the_mean_of_its_points(heights: list[float], width: int, height: int) -> None:
    steps = np.arange(len(heights), dtype=float)
    lines = braille_plot(steps, np.array(heights), width, height)
    assert [len(line) for line in lines] == [width] * height
    found = dots(lines)
    columns: dict[int, list[float]] = {}
    for step, value in enumerate(heights):
        at = int(step / max(len(heights) - 1, 1) * 2 * width)
        columns.setdefault(min(at, 2 * width - 1), []).append(value)
    assert {column for _, column in found} == set(columns)
    for column, values in columns.items():
        row = round((1 - sum(values) / len(values)) * (4 * height - 1))
        assert any(abs(row - one) <= 1 and at == column for one, at in found)
