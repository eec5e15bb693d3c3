"""Which splits' rows are items for which: evaluation data for all others, and nobody for itself."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from stages.leakage.leak_runs import WORDS_ONLY, leaks, sought, split_counts, tiers, written

import dataaudit
from dataaudit import AuditResult

TEXTS = [
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many in all?",
    "Weng earns 12 dollars an hour for babysitting, and yesterday she just did 50 minutes of it. How much was that?",
    "Betty saves money for a wallet which costs 100 dollars and has only half of what she needs. How much is missing?",
]


def split_rows(*rows: tuple[int, str | None]) -> list[dict[str, Any]]:
    return [{"text": TEXTS[number], "split": split} for number, split in rows]


def test_test_rows_are_items_for_training_rows_and_not_for_themselves(tmp_path: Path) -> None:
    rows = split_rows((0, "train"), (0, "test"), (0, "test"), (1, "train"), (1, "train"), (2, "test"))
    result = sought(tmp_path, rows, None)
    assert tiers(result) == {(0, 1): "exact", (0, 2): "exact"}
    assert result.rows()["leak_tier"].to_list() == ["exact", *[None] * 5]
    assert {one["item_split"] for one in leaks(result)} == {"test"}
    assert [one["item_row"] for one in leaks(result)] == result.rows()["row_id"].to_list()[1:3]
    assert split_counts(result) == {("train", "test", "exact"): (2, 1, 3, 3)}


def test_validation_and_test_are_sought_in_each_other(tmp_path: Path) -> None:
    rows = split_rows((0, "validation"), (0, "test"), (1, "validation"), (1, "train"), (2, "test"))
    result = sought(tmp_path, rows, None)
    assert set(tiers(result)) == {(0, 1), (1, 0), (3, 2)}
    counted = split_counts(result)
    assert {key[:2] for key in counted} == {("validation", "test"), ("test", "validation"), ("train", "validation")}
    assert set(counted.values()) == {(1, 1, 2, 2), (1, 1, 2, 1)}
    assert result.rows()["leak_tier"].to_list() == ["exact", None, None, "exact", None]


@pytest.mark.parametrize("splits", [("validation", "test"), ("test", "validation"), ("dev", "test", "validation")])
def test_of_evaluation_rows_that_hold_each_other_one_stays(tmp_path: Path, splits: tuple[str, ...]) -> None:
    rows = split_rows(*((0, split) for split in splits), (1, "train"), (2, "test"))
    settings = [*WORDS_ONLY, "clean.duplicates=[]", "clean.drop=[exact-leak]"]
    result = sought(tmp_path, rows, None, settings)
    count = len(splits)
    assert set(tiers(result)) == {(one, two) for one in range(count) for two in range(count) if one != two}
    assert result.rows()["dropped_by"].to_list() == [*["LEK001"] * (count - 1), None, None, None]


def test_all_pairs_of_splits_are_listed_though_nothing_is_found(tmp_path: Path) -> None:
    result = sought(tmp_path, split_rows((0, "train"), (1, "test"), (2, "dev")), None)
    table = pl.read_parquet(result.path / "split_leaks.parquet")
    pairs = table.select("split", "item_split").unique().rows()
    assert set(pairs) == {("train", "test"), ("train", "dev"), ("test", "dev"), ("dev", "test")}
    assert table["items"].sum() == table["rows"].sum() == 0
    assert table.height == 20
    assert leaks(result) == []
    assert result.metrics["leakage.items"] == 0


@pytest.mark.parametrize(
    "rows",
    [
        split_rows((0, "test"), (0, "test"), (1, "test")),
        split_rows((0, "train"), (0, "extra"), (1, None)),
        split_rows((0, "train"), (0, "train")),
    ],
)
def test_a_row_of_the_same_split_is_never_a_leak(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    result = sought(tmp_path, rows, None)
    assert leaks(result) == []
    assert not any(code.startswith("LEK") for flags in result.rows()["flags"].to_list() for code in flags)


def test_rows_without_a_split_may_hold_items_of_one(tmp_path: Path) -> None:
    result = sought(tmp_path, split_rows((0, None), (0, "test"), (1, "test")), None)
    assert set(tiers(result)) == {(0, 1)}
    assert split_counts(result) == {(None, "test", "exact"): (1, 1, 2, 1)}


def test_splits_of_files_are_sought_in_each_other(tmp_path: Path) -> None:
    written(tmp_path / "in/train.jsonl", [TEXTS[0], f"So: {TEXTS[1]} Well?", "other"])
    written(tmp_path / "in/test.jsonl", ["nothing", TEXTS[0], TEXTS[1]])
    result = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=WORDS_ONLY)
    found = [(one["tier"], one["item"], one["row_start"]) for one in leaks(result)]
    assert found == [("exact", "test.jsonl:2", 0), ("ngram", "test.jsonl:3", 4)]


def test_own_splits_are_no_items_where_that_is_asked_for(tmp_path: Path) -> None:
    rows = split_rows((0, "train"), (0, "test"), (1, "train"))
    settings = [*WORDS_ONLY, "stages.leakage.own_splits=false"]
    result = sought(tmp_path, rows, None, settings)
    assert "leak_tier" not in result.columns()
    assert not (tmp_path / "run/leaks.parquet").exists()
    result = sought(tmp_path / "more", rows, [TEXTS[1]], settings)
    assert set(tiers(result)) == {(2, 0)}


def test_other_evaluation_data_is_sought_in_every_split(tmp_path: Path) -> None:
    rows = split_rows((0, "train"), (0, "test"), (1, "train"))
    result = sought(tmp_path, rows, [TEXTS[0], "nothing"])
    found = {(one["row_id"], one["item"], one["item_row"]) for one in leaks(result)}
    ids = result.rows()["row_id"].to_list()
    assert found == {(ids[0], "bench.jsonl:1", None), (ids[1], "bench.jsonl:1", None), (ids[0], "rows.jsonl:2", ids[1])}
    assert split_counts(result) == {
        ("train", "bench", "exact"): (1, 1, 2, 2),
        ("test", "bench", "exact"): (1, 1, 2, 1),
        ("train", "test", "exact"): (1, 1, 1, 2),
    }


def test_files_of_the_same_name_in_different_folders_hold_different_items(tmp_path: Path) -> None:
    paths = [written(tmp_path / folder / "test.jsonl", [TEXTS[number]]) for number, folder in enumerate("ab")]
    corpus = written(tmp_path / "rows.jsonl", TEXTS)
    result = dataaudit.audit(corpus, against=paths, out=tmp_path / "run", settings=WORDS_ONLY)
    assert result.metrics["leakage.items"] == result.metrics["leakage.exact.items"] == 2
    assert len({(one["item_split"], one["item"]) for one in leaks(result)}) == 2
    assert {one["item"] for one in leaks(result)} == {f"{path}:1" for path in paths}


def test_evaluation_data_called_like_a_file_of_the_corpus_is_told_from_it(tmp_path: Path) -> None:
    written(tmp_path / "in/train.jsonl", TEXTS)
    written(tmp_path / "in/test.jsonl", [TEXTS[0]])
    other = written(tmp_path / "test.jsonl", [TEXTS[1]])
    result = dataaudit.audit(tmp_path / "in", against=[other], out=tmp_path / "run", settings=WORDS_ONLY)
    assert len(leaks(result)) == result.metrics["leakage.items"] == 2
    assert {one["item"] for one in leaks(result)} == {"test.jsonl:1", f"{other}:1"}


def test_several_files_folders_and_globs_are_sought_at_once(tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", [TEXTS[0]])
    written(tmp_path / "folder/two.jsonl", [TEXTS[1]])
    written(tmp_path / "globbed/three.jsonl", [TEXTS[2]])
    corpus = written(tmp_path / "rows.jsonl", TEXTS)
    given = [str(one), tmp_path / "folder", str(tmp_path / "globbed/*.jsonl")]
    result = dataaudit.audit(corpus, against=given, out=tmp_path / "run", settings=WORDS_ONLY)
    assert sorted(one["item"] for one in leaks(result)) == ["one.jsonl:1", "three.jsonl:1", "two.jsonl:1"]


def test_an_item_that_stands_twice_in_evaluation_data_is_two_items(tmp_path: Path) -> None:
    result = sought(tmp_path, [TEXTS[0], f"So: {TEXTS[0]} Well?"], [TEXTS[0], TEXTS[0]])
    assert tiers(result) == {(0, 0): "exact", (0, 1): "exact", (1, 0): "ngram", (1, 1): "ngram"}
    assert result.metrics["leakage.exact.items"] == 2


def test_leaks_are_dropped_where_that_is_asked_for_and_the_items_stay(tmp_path: Path) -> None:
    rows = split_rows((0, "train"), (0, "test"), (1, "train"), (1, "train"), (2, "test"))
    settings = [*WORDS_ONLY, "clean.duplicates=[]", "clean.drop=[exact-leak]"]
    result = sought(tmp_path, rows, None, settings)
    assert result.rows()["dropped_by"].to_list() == ["LEK001", None, None, None, None]


@pytest.fixture
def shuffled() -> tuple[list[dict[str, Any]], list[str]]:
    rng = random.Random(3)
    words = [f"w{number}" for number in range(500)]
    items = [" ".join(rng.choices(words, k=rng.randint(3, 40))) for _ in range(25)]
    rows = [" ".join(rng.choices(words, k=rng.randint(3, 40))) for _ in range(40)]
    rows += [f"{rng.choice(rows[:40])} {rng.choice(items)} {rng.choice(rows[:40])}" for _ in range(20)]
    rows += [rng.choice(items).upper() for _ in range(10)] + [
        f"{rng.choice(items).rpartition(' ')[0]} x" for _ in range(20)
    ]
    return [{"text": text} for text in rng.sample(rows, len(rows))], items


def named(result: AuditResult, rows: list[dict[str, Any]], items: list[str]) -> set[tuple[str, str, str, float]]:
    found = leaks(result)
    return {(rows[one["pair"][0]]["text"], items[one["pair"][1]], one["tier"], one["score"]) for one in found}


def test_what_is_found_does_not_depend_on_the_order_of_rows_and_items(
    tmp_path: Path, shuffled: tuple[list[dict[str, Any]], list[str]]
) -> None:
    rows, items = shuffled
    expected = named(sought(tmp_path, rows, items), rows, items)
    assert {tier for _, _, tier, _ in expected} == {"normalised", "ngram", "minhash"}
    other = sought(tmp_path / "other", rows[::-1], items[::-1])
    assert named(other, rows[::-1], items[::-1]) == expected
