"""Where the bar of a paraphrase lies, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from stages.leakage.leak_runs import ALONE, sought, written

import dataaudit
from dataaudit import audit
from dataaudit.stages.leakage.vector_neighbours import NearestRows

ITEM = (
    "Write a function that takes the speeds of some cars on a circular road and returns how often the fastest of them "
    "overtakes the slowest within 90 minutes."
)
REPHRASED = (
    "On a ring road several cars drive at given speeds. Implement a routine which counts how many times in 90 minutes "
    "the slowest car is overtaken by the fastest."
)


def near(cosine: list[float], chance: list[float]) -> NearestRows:
    places = np.arange(len(cosine))
    return NearestRows(places, places, np.array(cosine), np.array(chance))


def test_a_cosine_that_many_rows_reach_says_nothing_and_one_that_none_reaches_says_much() -> None:
    chance = np.random.default_rng(0).exponential(0.05, 8000) + 0.3
    told = near([0.4, 0.6, 0.9], chance.tolist()).nats(8000, 100)
    assert told[0] < 0 < told[2]
    assert (np.diff(told) > 3).all()


@pytest.mark.parametrize("chance", [[], [0.5] * 10])
def test_of_few_rows_no_cosine_speaks(chance: list[float]) -> None:
    assert near([0.9], chance).nats(10, 5).tolist() == [0.0]


def test_rows_that_are_all_alike_give_no_infinite_score() -> None:
    assert np.isfinite(near([0.9, 1.0], [0.9] * 100).nats(100, 5)).all()


def test_a_paraphrase_says_what_it_shares_and_how_many_items_chance_may_account_for(tmp_path: Path) -> None:
    sample = Path(dataaudit.__file__).parent / "sample" / "sms_spam.parquet"
    rows = pq.read_table(sample, columns=["text"]).column(0).to_pylist()[:1500]
    rows.insert(700, REPHRASED)
    result = sought(tmp_path, rows, [ITEM, "What does the customs officer of Trieste write to his aunt?"], ALONE)
    (finding,) = [one for one in result.findings if one.name == "rephrased-leak"]
    assert finding.row_ids == (700,)
    assert finding.evidence["items_by_chance"] == 0 <= finding.evidence["most_by_chance"] <= 2
    leaks = pl.read_parquet(result.path / "leaks.parquet")
    assert {"speed", "90"} <= set(leaks["shared"][0].split())
    assert leaks["item"].to_list() == ["bench.jsonl:1"]


def test_without_raw_texts_the_shared_words_are_digests(tmp_path: Path) -> None:
    rows = ["Nothing to see here, move along." + str(number) for number in range(80)] + [REPHRASED]
    result = sought(tmp_path, rows, [ITEM], [*ALONE, "report.raw=false"])
    (shared,) = pl.read_parquet(result.path / "leaks.parquet")["shared"].to_list()
    assert shared.startswith("sha256:")


def test_a_split_and_other_data_of_one_name_are_measured_apart(tmp_path: Path) -> None:
    kinds = ("boat", "train", "bus", "bike", "car")
    rows: list[dict[str, str]] = [
        {
            "text": f"Take the {kinds[n % 5]} number {n} to the harbour of town {n % 7}.",
            "split": ("train", "test")[n % 4 == 0],
        }
        for n in range(320)
    ]
    (tmp_path / "in").mkdir()
    path = written(tmp_path / "in/rows.jsonl", rows)
    against = written(tmp_path / "test.jsonl", ["Take the plane to the harbour.", "Nothing of the kind was ever said."])
    result = audit(path, against=against, out=tmp_path / "run", settings=ALONE)
    table = pl.read_parquet(result.path / "split_leaks.parquet").filter(tier="embedding")
    totals = dict(table.group_by("items_total").agg(pl.col("most_by_chance").max()).iter_rows())
    assert all(most <= total for total, most in totals.items())
    assert 2 in totals
