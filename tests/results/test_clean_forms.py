from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dataaudit
from dataaudit.errors import RunDirectoryError
from dataaudit.results.result import load_result

QUICK = [f"stages.{name}=false" for name in ("quality", "embeddings", "passages", "language", "minhash", "tokens")]
ROWS: list[dict[str, Any]] = [
    {
        "text": f"{sign} text, number {n} of\nseveral “lines”",
        "n": n,
        "x": [{"a": n / 2}],
        "split": "train" if n else "a b",
    }
    for n, sign in enumerate(("=1+1", "-5", "@SUM(A1)", "plain"))
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dataaudit.AuditResult:
    rows = [{**row, "day": datetime.date(2024, 2, row["n"] + 1), "bad": float("nan")} for row in ROWS]
    return dataaudit.audit(pl.DataFrame(rows), out=tmp_path_factory.mktemp("forms") / "run", settings=QUICK)


def test_every_form_holds_every_row_by_split(run: dataaudit.AuditResult, tmp_path: Path) -> None:
    columns = run.clean().columns
    for form in ("jsonl", "csv", "parquet", "arrow"):
        written = run.export(form, tmp_path / form)  # type: ignore[arg-type]
        assert [path.name for path in written] == [f"a_b.{form}", f"train.{form}"]
    whole = [
        row for name in ("a_b", "train") for row in pq.read_table(tmp_path / "parquet" / f"{name}.parquet").to_pylist()
    ]
    arrow = [
        row
        for name in ("a_b", "train")
        for row in pa.ipc.open_file(pa.memory_map(str(tmp_path / "arrow" / f"{name}.arrow"))).read_all().to_pylist()
    ]
    assert [list(row) for row in whole] == [columns] * 4
    assert repr(whole) == repr(arrow) == repr(run.clean().to_dicts())
    texts = [(tmp_path / "jsonl" / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("a_b", "train")]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    assert lines == [{**row, "day": row["day"].isoformat(), "bad": None} for row in whole]


def test_cells_of_csv_are_no_formulas_and_numbers_stay(run: dataaudit.AuditResult, tmp_path: Path) -> None:
    run.export("csv", tmp_path / "csv")
    with (tmp_path / "csv" / "train.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"][:4] for row in rows] == ["'-5 ", "'@SU", "plai"]
    assert [row["n"] for row in rows] == ["1", "2", "3"]
    assert json.loads(rows[0]["x"]) == [{"a": 0.5}]


def test_a_folder_that_holds_something_is_refused(run: dataaudit.AuditResult, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(RunDirectoryError, match="is not an empty folder"):
        run.export("csv", tmp_path)


def test_the_command_writes_into_the_run_and_says_where(
    write_jsonl: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataaudit.cli.main import run as command

    out = tmp_path / "run"
    dataaudit.audit(write_jsonl([{"text": "one row of text"}, {"text": "and a second one"}]), out=out, settings=QUICK)
    assert command(["export", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}/export/jsonl/clean.jsonl\n"
    assert len((out / "export/jsonl/clean.jsonl").read_text().splitlines()) == 2
    assert command(["export", str(tmp_path / "none")]) == 2


def test_a_run_that_was_changed_afterwards_is_neither_exported_nor_shown(
    write_jsonl: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataaudit.cli.main import run as command

    out = tmp_path / "run"
    dataaudit.audit(write_jsonl([{"text": "one row of text"}, {"text": "and a second one"}]), out=out, settings=QUICK)
    for name in ("clean/part-00000.parquet", "rows/part-00000.parquet"):
        pl.read_parquet(out / name).head(1).write_parquet(out / name)
    for words in (["export", str(out)], ["show", str(out), "0"]):
        assert command(words) == 2
        assert "was changed after the run; rerun the same dataaudit command to rebuild it" in capsys.readouterr().err
    with pytest.raises(RunDirectoryError, match="was changed"):
        load_result(out).to_datasets()
