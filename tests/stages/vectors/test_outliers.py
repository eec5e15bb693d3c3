"""Which rows lie far: numpy's percentiles are the oracle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from stages.labels.label_runs import ALONE, two_themes

from dataaudit import audit
from dataaudit.stages.vectors.outliers import ALONE as ALONE_KIND
from dataaudit.stages.vectors.outliers import CLOSE, FEWEST, GROUP, outlier_kinds


def similarities(seed: int, rows: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nearest and tenth nearest, as single-precision numbers, some of them far, some missing."""
    random = np.random.default_rng(seed)
    nearest = np.clip(random.normal(0.8, 0.05, rows), -1, 1)
    far = nearest - random.uniform(0, 0.2, rows)
    odd = random.random(rows)
    nearest[odd < 0.03] = random.uniform(-0.1, 0.5)
    far[odd < 0.06] = random.uniform(-0.2, 0.3)
    nearest[odd > 0.97] = np.nan
    far[odd > 0.94] = np.nan
    return nearest.astype(np.float32).astype(np.float64), far.astype(np.float32).astype(np.float64)


@given(st.integers(0, 2**32), st.integers(90, 300))
def test_far_is_three_quartile_distances_beyond_the_upper_quartile(seed: int, rows: int) -> None:
    nearest, far = similarities(seed, rows)
    kinds, limits = outlier_kinds(nearest, far)
    known = [(one, two) for one, two in zip(nearest, far, strict=True) if one == one and two == two]
    if len(known) < FEWEST:
        assert (set(kinds), limits) == ({None}, {})
        return
    bounds = []
    for values in zip(*known, strict=True):
        low, high = np.percentile([1 - value for value in values], [25, 75])
        bounds.append(1 - (high + 3 * (high - low)))
    assert [limits["alone_below"], limits["group_below"]] == pytest.approx(bounds)
    for kind, one, two in zip(kinds, nearest.tolist(), far.tolist(), strict=True):
        if one != one or two != two:
            assert kind is None
        elif one < bounds[0]:
            assert kind == ALONE_KIND
        else:
            assert kind == (GROUP if one >= CLOSE and two < bounds[1] else None)


def test_no_rows_and_rows_without_neighbours_are_no_outliers() -> None:
    assert outlier_kinds(np.zeros(0), np.zeros(0)) == ([], {})
    assert outlier_kinds(np.full(200, np.nan), np.full(200, np.nan)) == ([None] * 200, {})


def test_rows_that_all_lie_alike_are_no_outliers() -> None:
    for value in (0.1, 0.7, 1.0, -0.2):
        same = np.full(150, np.float32(value)).astype(np.float64)
        assert set(outlier_kinds(same, same)[0]) == {None}


def test_a_row_that_says_nearly_the_same_as_another_does_not_lie_alone() -> None:
    """Where most rows are copies in another spelling, the quartiles are 1 and any lower cosine is beyond them."""
    nearest, far = np.ones(200), np.full(200, 0.6)
    nearest[:20] = 0.96875
    assert set(outlier_kinds(nearest, far)[0][:20]) == {None}


def test_a_run_that_finds_outliers_has_a_report(tmp_path: Path) -> None:
    frame = two_themes(120).extend(pl.DataFrame({"text": ["今天天气很好，我们一起去公园散步。"], "label": ["sport"]}))
    settings = [*ALONE, "stages.labels=false", "stages.embeddings.model=static"]
    result = audit(frame, label="", out=tmp_path / "run", settings=settings)
    assert result.rows().filter(pl.col("outlier") == ALONE_KIND)["row_id"].to_list() == [120]
    assert "QLT062" in result.to_html()
