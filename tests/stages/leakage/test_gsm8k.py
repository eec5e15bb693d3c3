"""Items of GSM8K among solutions to them, where each stands, and among its training questions, where none does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from stages.leakage.leak_runs import ALONE, WORDS_ONLY, leaks

import dataaudit

REPHRASED = Path(__file__).parents[3] / "benchmarks/rephrased_gsm8k.jsonl"


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


@pytest.mark.parametrize("rows", [60, 2000])
def test_rephrased_questions_are_found_however_much_of_the_rows_they_are(
    rows: int, real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    items = first(real_data("gsm8k") / "test.parquet", 1319, tmp_path)
    told = [json.loads(line) for line in REPHRASED.read_text(encoding="utf-8").splitlines()]
    sample = pl.read_parquet(Path(dataaudit.__file__).parent / "sample/sms_spam.parquet")["text"].to_list()[:rows]
    texts = pl.DataFrame({"text": [*sample, *(one["text"] for one in told)]})
    result = dataaudit.audit(texts, against=[items], out=tmp_path / "run", text="text", label="", settings=ALONE)
    places = dict(result.rows(["row_id", "position"]).iter_rows())
    leaks = pl.read_parquet(result.path / "leaks.parquet").select("row_id", "item").iter_rows()
    pairs = {(places[row] - rows, int(item.rpartition(":")[2])) for row, item in leaks}
    own = {(number, one["position"]) for number, one in enumerate(told)}
    assert len(own & pairs) >= 48
    assert len({item for _, item in pairs - own}) <= 0.01 * 1319
