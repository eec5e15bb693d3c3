"""How far splits lie apart: scipy is the oracle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, ks_2samp
from scipy.stats.contingency import association
from stages.labels.label_runs import ALONE

from dataaudit import audit
from dataaudit.stages.classes.split_drift import names_apart, numbers_apart

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6)


def series(counts: list[int]) -> pl.Series:
    return pl.Series([f"n{number}" for number, count in enumerate(counts) for _ in range(count)], dtype=pl.String)


@given(COUNTS)
def test_names_lie_apart_by_cramers_v_corrected(pairs: list[tuple[int, int]]) -> None:
    table = np.array([pair for pair in pairs if sum(pair)]).reshape(-1, 2).T
    found = names_apart("label", *(series(list(side)) for side in zip(*pairs, strict=True)))
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        assert (found["effect"], found["p_value"]) == (0.0, 1.0)
        return
    tested = chi2_contingency(table, correction=False)
    assert found["p_value"] == pytest.approx(float(tested.pvalue), abs=1e-12)
    rows, columns, total = *table.shape, int(table.sum())
    corrected = max(0.0, float(tested.statistic) / total - (rows - 1) * (columns - 1) / (total - 1))
    sizes = [size - (size - 1) ** 2 / (total - 1) for size in (rows, columns)]
    assert found["effect"] == pytest.approx((corrected / max(min(sizes) - 1, 1e-9)) ** 0.5)
    assert 0 <= found["effect"] <= 1 + 1e-9


def test_in_large_samples_it_is_scipys_association() -> None:
    counts = [[7000, 2000, 1000], [3000, 5000, 2000]]
    found = names_apart("label", *map(series, counts))
    assert found["effect"] == pytest.approx(association(np.array(counts), method="cramer"), abs=1e-3)
    assert (found["most"], found["share_a"], found["share_b"]) == ("n0", 0.7, 0.3)


def test_the_same_names_lie_no_way_apart_and_other_names_all_the_way() -> None:
    assert names_apart("label", series([30, 30]), series([30, 30]))["effect"] == 0
    assert names_apart("label", series([40]), series([0, 40]))["effect"] == pytest.approx(1)
    assert names_apart("label", series([40]), series([40]))["effect"] == 0
    assert names_apart("label", series([]), series([40, 3]))["effect"] == 0


@given(st.integers(0, 2**32), st.integers(0, 80), st.integers(0, 80))
def test_numbers_lie_apart_by_kolmogorov_and_smirnov(seed: int, one: int, two: int) -> None:
    random = np.random.default_rng(seed)
    sides = random.integers(0, 50, one), random.integers(0, 70, two)
    found = numbers_apart("chars", *(pl.Series([*side.tolist(), None], dtype=pl.Int64) for side in sides))
    if min(one, two) < 30:
        assert (found["effect"], found["p_value"]) == (0.0, 1.0)
        return
    expected = ks_2samp(*sides, method="asymp")
    assert (found["effect"], found["p_value"]) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


def test_every_pair_of_splits_of_thirty_rows_is_compared(tmp_path: Path) -> None:
    sizes = {"train": 60, "validation": 40, "test": 30, "rest": 29}
    rows = [
        {"text": f"some text {n}", "label": "a" if split == "train" else "b", "split": split}
        for split, size in sizes.items()
        for n in range(size)
    ]
    settings = [one for one in ALONE if one != "stages.classes=false"] + ["stages.labels=false", "clean.duplicates=[]"]
    audit(pl.DataFrame(rows), label="label", split="split", out=tmp_path / "run", settings=settings)
    table = pl.read_parquet(tmp_path / "run/split_drift.parquet")
    labels = table.filter(signal="label")
    assert sorted(labels.select("split_a", "split_b").rows()) == [
        ("test", "train"), ("test", "validation"), ("train", "validation"),
    ]  # fmt: skip
    assert dict(zip(labels["split_b"].to_list(), labels["effect"].round(6).to_list(), strict=True)) != {}
    assert labels.filter(split_a="test", split_b="validation")["effect"].to_list() == [0.0]
    assert labels.filter(split_a="train", split_b="validation")["effect"].to_list() == [pytest.approx(1)]
    assert set(table["signal"]) == {"label", "chars"}
