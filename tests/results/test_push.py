"""The clean data set as others load it, with a card and Croissant metadata that say what it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pytest
from changed_corpus import KEY, SETTINGS, Runs, texts, write

import dataaudit
from dataaudit.errors import InputError, RunDirectoryError
from dataaudit.results.dataset_card import card_section
from dataaudit.results.push import push


@pytest.fixture
def split(tmp_path: Path) -> dataaudit.AuditResult:
    write(tmp_path / "in" / "train.jsonl", texts(40, 1))
    write(tmp_path / "in" / "test.jsonl", texts(10, 2))
    return dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=SETTINGS)


def test_what_is_pushed_is_loaded_with_its_splits_and_described(split: dataaudit.AuditResult, tmp_path: Path) -> None:
    place = tmp_path / "pushed"
    assert push(split, str(place)) == str(place)
    loaded = datasets.load_dataset(str(place), cache_dir=str(tmp_path / "cache"))
    kept = split.rows(["split", "kept"]).filter("kept")["split"].value_counts()
    assert {name: len(part) for name, part in loaded.items()} == dict(kept.iter_rows())
    described = json.loads((place / "croissant.json").read_bytes())
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for one in described["distribution"][:-1]:
        data = (place / one["contentUrl"]).read_bytes()
        assert (one["sha256"], one["contentSize"]) == (hashlib.sha256(data).hexdigest(), f"{len(data)} B")
    assert described["distribution"][-1]["includes"] == ["data/*.parquet"]
    fields = {one["name"]: one["dataType"] for one in described["recordSet"][0]["field"]}
    assert fields == {"text": "sc:Text", "label": "sc:Text", "source": "sc:Text"}
    readme = (place / "README.md").read_text(encoding="utf-8")
    assert "## Data quality" in readme
    with pytest.raises(RunDirectoryError, match="is not an empty folder; name another"):
        push(split, str(place))


def test_a_data_set_without_splits_is_one_split(runs: Runs, tmp_path: Path) -> None:
    push(runs.new, str(tmp_path / "pushed"))
    loaded = datasets.load_dataset(str(tmp_path / "pushed"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in loaded.items()} == {"train": runs.new.row_counts["kept"]}


def test_a_section_says_what_was_found_and_holds_no_secret(runs: Runs) -> None:
    told = card_section(runs.new)
    assert "| PII005 secret | error |" in told
    assert f"{runs.new.row_counts['read']:,} rows read" in told
    assert KEY not in told


def test_the_commands_print_a_section_and_name_a_wrong_place(
    runs: Runs, tmp_path: Path, call: Callable[..., Any]
) -> None:
    code, out, _ = call("card", runs.new.path, "--croissant", tmp_path / "one.json")
    assert (code, out) == (0, card_section(runs.new))
    assert json.loads((tmp_path / "one.json").read_bytes())["recordSet"]
    for place in ("hf://datasets/x", "hf://models/x/y"):
        with pytest.raises(InputError, match=r"a folder or hf://datasets/OWNER/NAME is expected"):
            push(runs.new, place)
    code, _, err = call("push", runs.new.path, "hf://datasets/nobody/nothing")
    assert (code, err.count("\n"), "cannot be pushed" in err) == (2, 1, True)
