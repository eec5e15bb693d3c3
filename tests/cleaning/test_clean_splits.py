from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import datasets
import polars as pl
import pytest

import dataaudit
from dataaudit.cleaning.clean_splits import card, renamed_splits, split_folders

QUICK = [f"stages.{name}=false" for name in ("quality", "embeddings", "passages", "language", "minhash", "tokens")]


def rows(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"text": f"text number {number} of {number * 7}", "n": number} for number in range(first, first + count)]


def test_folders_are_safe_different_and_known_to_datasets() -> None:
    names = ["train", "Train", "all", "a b", "a-b", "../up", "", "测试", "x" * 300, "train.clean", None]
    folders = split_folders(names)
    assert folders["train"] == "train"
    assert folders["train.clean"] == "train.clean"
    assert folders[None] == "_unsplit"
    assert len({folder.casefold() for folder in folders.values()}) == len(names)
    for folder in folders.values():
        datasets.NamedSplit(folder)  # refuses what is no name
        assert len(folder) < 90
        assert not set(folder) & set("/\\ ")
    assert set(renamed_splits(folders).values()) == {"Train", "all", "a b", "a-b", "../up", "", "测试", "x" * 300}


def test_without_any_split_there_are_no_folders() -> None:
    assert split_folders([None]) == {}


def test_the_card_names_the_splits_that_have_another_name_and_the_rows_without_one() -> None:
    text = card(split_folders(["train", "a-b", None]), {"a-b", None})
    assert 'The split "a-b" is called `a_b` here.' in text
    assert "_unsplit" in text
    assert "No row of `train` was kept." in text
    assert "train/*.parquet" not in text


def test_splits_come_back_by_name_with_their_features(tmp_path: Path) -> None:
    features = datasets.Features(
        {
            "text": datasets.Value("string"),
            "n": datasets.Value("int64"),
            "kind": datasets.ClassLabel(names=["no", "yes"]),
            "tags": datasets.List(datasets.Value("string")),
        }
    )
    made = {
        name: datasets.Dataset.from_list(
            [{**row, "kind": place % 2, "tags": ["t"] * (place % 3)} for place, row in enumerate(rows(5, first))],
            features=features,
        )
        for name, first in (("train-r1", 0), ("dev", 10), ("all", 20))
    }
    source = datasets.DatasetDict(made)
    result = dataaudit.audit(source, out=tmp_path / "run", settings=QUICK)
    loaded = datasets.load_dataset(str(result.path / "clean"), cache_dir=str(tmp_path / "cache"))
    assert set(loaded) == {"train_r1", "dev", "all_2"}
    back = result.to_datasets(tmp_path / "cache")
    assert set(back) == set(made)
    for name, given in made.items():
        assert back[name].remove_columns("row_id").to_list() == given.to_list()
        assert back[name].remove_columns("row_id").features == features


def test_rows_without_a_split_lie_apart_and_nothing_is_lost(tmp_path: Path) -> None:
    data = [{**row, "split": [None, "train", "test"][place % 3]} for place, row in enumerate(rows(9))]
    result = dataaudit.audit(pl.DataFrame(data), out=tmp_path / "run", settings=QUICK)
    assert pl.read_parquet(result.path / "clean/_unsplit/*.parquet")["n"].to_list() == [0, 3, 6]
    assert result.clean()["n"].to_list() == list(range(9))
    again = dataaudit.audit(result.path / "clean", out=tmp_path / "again", settings=QUICK)
    assert sorted(again.clean()["n"].to_list()) == list(range(9))
    assert again.rows().group_by("split").len().sort("split")["split"].to_list() == [None, "test", "train"]


def test_a_split_of_which_nothing_is_kept_is_still_one(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl(rows(3), "in/test.jsonl")
    write_jsonl(rows(3), "in/train.jsonl")
    result = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=QUICK)
    loaded = datasets.load_dataset(str(result.path / "clean"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(one) for name, one in loaded.items()} == {"test": 3}
    assert {name: len(one) for name, one in result.to_datasets(tmp_path / "cache").items()} == {"test": 3, "train": 0}


def test_many_interleaved_splits_are_written_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataaudit.cleaning.clean_dataset._ALL_PENDING", 2000)
    data = [{**row, "split": f"s{place % 7}"} for place, row in enumerate(rows(300))]
    result = dataaudit.audit(pl.DataFrame(data), out=tmp_path / "run", settings=QUICK)
    assert result.clean()["n"].to_list() == list(range(300))
    assert len(list((result.path / "clean").glob("s0/*.parquet"))) >= 1


def test_a_clean_data_set_may_be_audited_again_and_again(tmp_path: Path) -> None:
    features = datasets.Features(
        {
            "text": datasets.Value("string"),
            "n": datasets.Value("int64"),
            "kind": datasets.ClassLabel(names=["no", "yes"]),
        }
    )
    made = datasets.Dataset.from_list([{**row, "kind": row["n"] % 2} for row in rows(6)], features=features)  # type: ignore[operator]
    given: object = made
    for number in range(4):
        result = dataaudit.audit(given, out=tmp_path / str(number), settings=QUICK)
        given = result.path / "clean"
    back = result.to_datasets(tmp_path / "cache")
    assert back["text"][:] == made["text"][:]
    assert back.features["kind"] == features["kind"]
    assert back["input_row_id"][:] == back["row_id"][:] == list(range(6))
