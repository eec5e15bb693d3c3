"""How much leaked items raise a score: the nearest training row answers, a loop is the oracle."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.labels.label_runs import BOTH, SPORT, TRADE
from stages.leakage.leak_runs import ALONE, leaks, sought

from dataaudit.stages.leakage.inflation import inflation
from dataaudit.stages.vectors.encoders import load_encoder

ITEMS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=200)


@given(ITEMS)
def test_scores_are_shares_of_right_answers(items: list[tuple[bool, bool]]) -> None:
    items = [*items, (True, False)]
    right, leaked = (np.array(side) for side in zip(*items, strict=True))
    found = inflation(right, leaked)
    clean = [answer for answer, held in items if not held]
    held = [answer for answer, held in items if held]
    assert (found["items"], found["leaked"]) == (len(items), len(held))
    assert found["score"] == pytest.approx(sum(answer for answer, _ in items) / len(items))
    assert found["clean_score"] == pytest.approx(sum(clean) / len(clean))
    assert found["leaked_score"] == (pytest.approx(sum(held) / len(held)) if held else None)
    assert found["inflation"] == pytest.approx(found["score"] - found["clean_score"])
    assert found["low"] <= found["high"]


@pytest.mark.parametrize(("good", "held"), [(0.5, 0.3), (0.8, 0.1), (0.2, 0.6)])
def test_the_interval_is_that_of_drawing_the_items_again(good: float, held: float) -> None:
    random = np.random.default_rng(1)
    leaked = random.random(300) < held
    right = leaked | (random.random(300) < good)
    drawn = []
    for _ in range(1500):
        some = random.integers(300, size=300)
        drawn.append(right[some].mean() - right[some][~leaked[some]].mean())
    found = inflation(right, leaked)
    assert [found["low"], found["high"]] == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.015)


def test_without_leaks_nothing_is_inflated() -> None:
    found = inflation(np.arange(90) % 2 == 0, np.zeros(90, np.bool_))
    assert (found["inflation"], found["low"], found["high"]) == (0, 0, 0)


def test_a_run_asks_the_nearest_training_row(tmp_path: Path) -> None:
    random = Random(0)
    rows = [
        {"text": " ".join(random.choices(SPORT + TRADE + BOTH, k=12)), "label": random.choice("abc"), "split": split}
        for split in ["train"] * 80 + ["test"] * 60
    ]
    rows += [{**random.choice(rows[:80]), "split": "test"} for _ in range(30)]
    rows[5]["label"] = rows[90]["label"] = None
    result = sought(tmp_path, rows, None, ALONE, label="label", split="split")
    table = pl.read_parquet(result.path / "score_inflation.parquet")
    assert table["item_split"].to_list() == ["test"]
    found = table.row(0, named=True)
    vectors = _vectors([row["text"] for row in rows])
    training = [n for n, row in enumerate(rows) if row["split"] == "train" and row["label"]]
    items = [n for n, row in enumerate(rows) if row["split"] == "test" and row["label"]]
    held = {one["pair"][1] for one in leaks(result) if one["pair"][0] in training}
    right = {}
    for item in items:
        nearest = max(training, key=lambda one, item=item: float(vectors[item] @ vectors[one]))
        right[item] = rows[nearest]["label"] == rows[item]["label"]
    clean = [right[item] for item in items if item not in held]
    assert (found["items"], found["leaked"]) == (len(items), len(items) - len(clean))
    assert found["score"] == pytest.approx(sum(right.values()) / len(items))
    assert found["clean_score"] == pytest.approx(sum(clean) / len(clean))


def _vectors(texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    import pyarrow as pa

    vectors, _ = load_encoder("static", "cpu", 256, 0, compiled=False).encode(pa.array(texts, pa.large_string()))
    return vectors.astype(np.float16).astype(np.float32)
