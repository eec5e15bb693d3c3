"""Items of GSM8K among solutions to them, where each stands, and among its training questions, where none does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from stages.leakage.leak_runs import WORDS_ONLY, leaks

import dataaudit


def first(path: Path, count: int, folder: Path) -> Path:
    pl.read_parquet(path).head(count).write_parquet(folder / path.name)
    return folder / path.name


def test_solutions_hold_every_item_that_they_solve(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    folder = real_data("gsm8k")
    items = first(folder / "test.parquet", 200, tmp_path)
    rows = first(folder / "test_model_solutions.parquet", 200, tmp_path)
    result = dataaudit.audit(rows, against=[items], out=tmp_path / "run", settings=WORDS_ONLY)
    found = leaks(result)
    assert {one["pair"] for one in found} == {(number, number) for number in range(-1, 199)}
    assert {one["tier"] for one in found} <= {"exact", "normalised", "ngram", "minhash"}
    assert result.metrics["leakage.items"] == result.metrics["leakage.rows"] == 200
    texts = dict(result.texts())
    questions = pl.read_parquet(items)["question"].to_list()
    for one in found:
        if one["tier"] == "ngram":
            begun = texts[one["row_id"]][one["row_start"] : one["row_end"]][:20]
            assert questions[one["pair"][1] + 1].lstrip('"').startswith(begun.lstrip('"'))


@pytest.mark.full
def test_other_answers_to_the_same_questions_are_found_as_prompts(
    real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = real_data("gsm8k")
    rows = first(folder / "test_socratic.parquet", 200, tmp_path)
    result = dataaudit.audit(rows, against=[folder / "test.parquet"], out=tmp_path / "run", settings=WORDS_ONLY)
    found = {one["pair"]: one["tier"] for one in leaks(result)}
    assert {pair for pair in found if pair[0] == pair[1]} == {(number, number) for number in range(-1, 199)}
    assert set(found.values()) <= {"exact", "normalised"}


@pytest.mark.full
def test_training_questions_hold_no_item_of_the_test(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    folder = real_data("gsm8k")
    rows = first(folder / "instruction_mix_gsm8k_train.parquet", 1000, tmp_path)
    result = dataaudit.audit(rows, against=[folder / "test.parquet"], out=tmp_path / "run", settings=WORDS_ONLY)
    assert leaks(result) == []
    assert result.metrics["leakage.items"] == 0
