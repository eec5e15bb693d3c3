from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.report.charts.charts import bar_chart, curve_chart, histogram_chart, map_chart, recall_chart
from dataaudit.report.charts.histogram import Histogram, length_histogram, value_histogram
from dataaudit.report.charts.plot import Scale, power_ticks, round_ticks, short_number

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)


@given(NUMBERS, NUMBERS, st.integers(1, 10))
def test_ticks_are_round_equally_far_apart_and_inside(one: float, two: float, count: int) -> None:
    low, high = sorted((one, two))
    if high - low <= 1e-6 * max(abs(low), abs(high), 1e-6):
        return
    ticks = round_ticks(low, high, count)
    assert len(ticks) <= 2 * count + 2
    room = 1e-6 * (high - low)
    assert all(low - room <= tick <= high + room for tick in ticks)
    if len(ticks) > 1:
        steps = np.diff(ticks)
        assert np.allclose(steps, steps[0])
        digits = float(f"{steps[0]:.6e}".split("e")[0])
        assert any(digits == pytest.approx(round_number) for round_number in (1, 2, 5, 10))


@given(st.floats(1e-3, 1e6), st.floats(1.5, 1e6), st.booleans())
def test_a_scale_keeps_order_and_ends_where_the_area_ends(low: float, ratio: float, logarithmic: bool) -> None:
    scale = Scale(low, low * ratio, 40, 440, logarithmic)
    places = [scale(float(value)) for value in np.linspace(low, low * ratio, 9)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (pytest.approx(40), pytest.approx(440))
    assert (scale(low / 2), scale(low * ratio * 2)) == (pytest.approx(40), pytest.approx(440))


def test_equal_ratios_are_equally_wide_on_a_logarithmic_scale() -> None:
    scale = Scale(1, 1000, 0, 300, logarithmic=True)
    assert [scale(tick) for tick in power_ticks(1, 1000)] == pytest.approx([0, 100, 200, 300])


@given(st.integers(1, 10**14))
def test_a_short_number_says_the_number_to_four_digits(value: int) -> None:
    match = re.fullmatch(r"([\d.e+]+)([kMGT]?)", short_number(value))
    assert match
    factor = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}[match[2]]
    assert float(match[1]) * factor == pytest.approx(value, rel=1e-3)


def bars(svg: str) -> list[dict[str, float]]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}rect")  # noqa: S314  (our own)
    return [{key: float(one.get(key, "0")) for key in ("x", "y", "width", "height")} for one in found]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_bars_of_a_histogram_are_as_high_as_their_counts() -> None:
    histogram = Histogram(np.array([0.0, 1, 2, 3]), np.array([10, 0, 5]), logarithmic=False)
    drawn = bars(histogram_chart(histogram, title="value", count_title="texts", marks=[1.5], width=300, height=100))
    assert [round(one["height"], 1) for one in drawn] == [100.0, 50.0]
    assert [round(one["width"], 1) for one in drawn] == [99.5, 99.5]


def test_bars_by_label_are_as_long_as_their_rows_and_splits_are_told_apart() -> None:
    rows = [{"label": "ham", "rows": 40, "split": "train"}, {"label": "ham", "rows": 10, "split": "test"}]
    svg = bar_chart(rows, count_title="rows", group_title="split", width=200)
    first, second = bars(svg)[:2]
    assert (first["width"], second["width"]) == (200.0, 50.0)
    assert {"ham", "train", "test", "split", "rows"} <= set(texts(svg))
    assert len(re.findall(r'<rect [^>]*fill="#3b82c4"', svg)) == 2  # a bar and its key


@pytest.mark.parametrize(
    "svg",
    [
        bar_chart([], count_title="rows", group_title="split"),
        bar_chart([{"label": "x" * 500, "rows": 0}], count_title="rows", group_title="split"),
        curve_chart([], title="a", count_title="b"),
        curve_chart([(0.5, 3), (float("inf"), 4)], title="a", count_title="b", marks=[float("nan"), 0.5]),
        map_chart([], count_title="rows"),
        map_chart([{"x": 0.5, "y": 0.5, "rows": 1, "topic": "one"}], count_title="rows"),
        recall_chart(bands=25, rows=5, threshold=0.8, title="a", probability_title="b"),
        histogram_chart(length_histogram(np.array([0])), title="a", count_title="b"),  # type: ignore[arg-type]
        histogram_chart(value_histogram(np.array([2.0]), [0.3]), title="a", count_title="b"),  # type: ignore[arg-type]
    ],
)
def test_little_or_odd_data_still_make_a_drawing_of_finite_numbers(svg: str) -> None:
    for one in ElementTree.fromstring(svg).iter():  # noqa: S314
        for key, value in one.attrib.items():
            assert not re.search("nan|inf", value), (one.tag, key)
            assert key not in ("width", "height") or float(value) >= 0


def test_labels_are_escaped_masked_and_shown_with_their_control_characters() -> None:
    rows = [{"label": "<script>alert(1)</script>", "rows": 1}, {"label": "a\u202eb jane.roe@example.com", "rows": 2}]
    svg = bar_chart(rows, count_title="rows", group_title="split")
    assert "<script" not in svg
    assert "<script>alert(1)</script>" in texts(svg)
    shown = next(text for text in texts(svg) if text.startswith("a"))
    assert "\\u202e" in shown
    assert "jane.roe" not in shown
