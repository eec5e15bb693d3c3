from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.proxy.choose_rows import choose_rows, scattered, texts_of

SCHEMA = {"row_id": pl.UInt64, "split": pl.String, "near_cluster": pl.Int64, "embedding_cluster": pl.Int64}


def rows_of(count: int, split: Any = "train", **columns: Any) -> pl.DataFrame:
    made = {"row_id": np.arange(count, dtype=np.uint64) * 3 + 1, "split": split, **columns}
    return pl.DataFrame(
        {name: [value] * count if isinstance(value, str) or value is None else value for name, value in made.items()},
        schema={name: SCHEMA[name] for name in made},
    )


def mixed(value: int) -> int:
    """SplitMix64 with Python's own numbers."""
    whole = (1 << 64) - 1
    value &= whole
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & whole
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & whole
    return value ^ (value >> 31)


@given(st.lists(st.integers(0, (1 << 64) - 1), max_size=20), st.integers(0, 1000))
def test_numbers_of_row_ids_are_those_of_splitmix64(ids: list[int], seed: int) -> None:
    expected = [mixed(one + (seed + 1) * 0x9E3779B97F4A7C15) for one in ids]
    assert scattered(np.array(ids, np.uint64), seed).tolist() == expected


@given(st.integers(0, 400), st.integers(1, 300), st.randoms(use_true_random=False), st.data())
def test_the_choice_does_not_depend_on_the_order_of_the_rows_and_no_row_is_on_both_sides(
    count: int, most: int, random: Any, data: st.DataObject
) -> None:
    split = data.draw(st.sampled_from([["train"], [None], ["train", "test"], ["train", "train", None, "validation"]]))
    clusters = [None if random.random() < 0.7 else random.randrange(20) for _ in range(count)]
    rows = rows_of(count, [split[place % len(split)] for place in range(count)], near_cluster=clusters)
    chosen = choose_rows(rows, most, 1)
    other = choose_rows(rows.sample(fraction=1, shuffle=True, seed=random.randrange(99)), most, 1)
    assert chosen.train.tolist() == other.train.tolist()
    assert chosen.held_out.tolist() == other.held_out.tolist()
    train, held = set(chosen.train.tolist()), set(chosen.held_out.tolist())
    assert train.isdisjoint(held)
    assert len(train) == len(chosen.train) <= most
    assert train | held <= set(rows["row_id"].to_list())
    clustered = set(rows.filter(pl.col("near_cluster").is_not_null())["row_id"].to_list())
    assert held.isdisjoint(clustered)


@pytest.mark.parametrize("split", ["test", "validation", "dev", "test_public"])
def test_an_evaluation_split_is_held_out_and_nothing_else_is(split: str) -> None:
    rows = rows_of(2000, ["train"] * 1500 + [split] * 500)
    own = set(rows["row_id"].to_list()[1500:])
    chosen = choose_rows(rows, 10_000, 1)
    assert set(chosen.held_out.tolist()) <= own
    assert len(chosen.held_out) == 200
    assert set(chosen.train.tolist()) == set(rows["row_id"].to_list()[:1500])


def test_an_evaluation_split_too_small_to_judge_by_is_not_trained_on_either() -> None:
    rows = rows_of(2000, ["train"] * 1980 + ["test"] * 20)
    chosen = choose_rows(rows, 10_000, 1)
    assert {*chosen.train.tolist(), *chosen.held_out.tolist()} == set(rows["row_id"].to_list()[:1980])
    assert len(chosen.held_out) == 200


def test_a_test_split_alone_is_data_like_any_other() -> None:
    chosen = choose_rows(rows_of(1000, "test"), 10_000, 1)
    assert (len(chosen.train), len(chosen.held_out)) == (900, 100)


@pytest.mark.parametrize("column", ["near_cluster", "embedding_cluster"])
def test_rows_of_clusters_are_trained_on_and_never_held_out(column: str) -> None:
    clusters = [place // 2 if place < 900 else None for place in range(1000)]
    rows = rows_of(1000, **{column: clusters})
    chosen = choose_rows(rows, 10_000, 1)
    assert set(chosen.held_out.tolist()) == set(rows["row_id"].to_list()[900:])
    assert set(chosen.train.tolist()) == set(rows["row_id"].to_list()[:900])


def test_rows_are_taken_up_to_the_most_and_a_smaller_most_takes_the_first_of_them() -> None:
    rows = rows_of(5000)
    large, small = choose_rows(rows, 1000, 1), choose_rows(rows, 500, 1)
    assert (len(large.train), len(large.held_out)) == (1000, 100)
    assert (len(small.train), len(small.held_out)) == (500, 50)
    assert small.held_out.tolist() == large.held_out.tolist()[:50]


def test_another_seed_takes_other_rows() -> None:
    first, second = (set(choose_rows(rows_of(5000), 500, seed).train.tolist()) for seed in (1, 2))
    assert len(first & second) < 150


def test_texts_are_those_of_the_wanted_rows_that_have_one() -> None:
    texts = [(1, "one"), (2, None), (3, ""), (4, "four"), (5, "x")]
    assert texts_of([1, 2, 3, 5, 9], texts) == {1: "one", 5: "x"}
    assert texts_of([1, 4], texts, lambda text: len(text) > 3) == {4: "four"}
