"""Weights that balance classes, and what they add up to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight
from stages.labels.label_runs import ALONE

from dataaudit import audit
from dataaudit.stages.classes.class_weights import BETA, MOST_REPEATS, weights

COUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=30)


@given(COUNTS)
def test_weights_are_one_on_average_and_probabilities_add_up(counts: list[int]) -> None:
    found = weights(np.array(counts, np.float64))
    for name in ("inverse_weight", "effective_weight"):
        assert (found[name] * counts).sum() / sum(counts) == pytest.approx(1)
        assert found[name][np.argmin(counts)] == found[name].max()
    assert (found["sampling_probability"] * counts).sum() == pytest.approx(1)
    assert found["sampling_probability"] * counts == pytest.approx([1 / len(counts)] * len(counts))
    assert ((found["repeat"] >= 1) & (found["repeat"] <= MOST_REPEATS)).all()
    assert found["repeat"] == pytest.approx([min(max(np.median(counts) / one, 1), MOST_REPEATS) for one in counts])


@given(COUNTS)
def test_effective_weights_follow_the_effective_number_of_samples(counts: list[int]) -> None:
    effective = [(1 - BETA**one) / (1 - BETA) for one in counts]
    found = weights(np.array(counts, np.float64))["effective_weight"]
    products = np.array(effective) * found
    assert products == pytest.approx([products[0]] * len(counts))


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_inverse_weights_are_scikit_learns(counts: list[int]) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    expected = compute_class_weight("balanced", classes=np.arange(len(counts)), y=labels)
    assert weights(np.array(counts, np.float64))["inverse_weight"] == pytest.approx(expected)


def test_no_classes_have_no_weights() -> None:
    assert {name: len(column) for name, column in weights(np.zeros(0)).items()} == dict.fromkeys(
        ("inverse_weight", "effective_weight", "sampling_probability", "repeat"), 0
    )


@pytest.mark.parametrize("split", [None, "split"])
def test_a_run_weighs_all_rows_whatever_their_split(tmp_path: Path, split: str | None) -> None:
    labels = ["a"] * 30 + ["b"] * 10 + [None] * 5
    parts = ["train", "test", "train"] * 15
    frame = pl.DataFrame({"text": [f"text {n}" for n in range(45)], "label": labels, "split": parts})
    settings = [one for one in ALONE if one != "stages.classes=false"] + ["stages.labels=false"]
    audit(frame, label="label", split=split, out=tmp_path / "run", settings=settings)
    table = pl.read_parquet(tmp_path / "run/class_weights.parquet")
    assert table.select("label", "rows", "repeat").rows() == [("a", 30, 1.0), ("b", 10, 2.0)]
