"""Every kept row holds what was read, or the run does not finish."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from every import every

import dataaudit
from dataaudit.cleaning.conserved_values import ConservedValues, _explained
from dataaudit.cli.main import run
from dataaudit.errors import BrokenInvariantError

QUICK = [f"stages.{name}=false" for name in ("quality", "embeddings", "passages", "language", "minhash", "tokens")]
ROWS: list[dict[str, Any]] = [
    {"text": f"text number {n} of {n * 7}", "id": n if n % 2 else f"id{n}", "more": [n, {"deep": n / 2}], "big": 10**n}
    for n in range(25)
]


def test_columns_that_become_text_are_accounted_for(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    result = dataaudit.audit(write_jsonl(ROWS), out=tmp_path / "run", settings=QUICK)
    clean = result.clean()
    assert clean["id"].to_list() == [str(row["id"]) for row in ROWS]
    assert clean["big"].to_list() == [str(row["big"]) for row in ROWS]
    assert {"SCH003"} <= {one.code for one in result.findings}


@pytest.mark.parametrize("lost", ["column", "value", "row"])
def test_a_reader_that_loses_something_on_purpose_ends_the_run(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str, capsys: Any
) -> None:
    from dataaudit.sources import row_blocks

    whole = row_blocks.ObjectRows.to_arrow

    def losing(self: Any, schema: pa.Schema) -> pa.RecordBatch:
        batch = whole(self, schema)
        place = batch.schema.get_field_index("more")
        if lost == "column":
            return batch.set_column(place, batch.schema.field(place), pa.nulls(len(batch), batch.schema.types[place]))
        if lost == "value":
            texts = batch.column("text").to_pylist()
            return batch.set_column(0, batch.schema.field(0), pa.array([*texts[:-1], texts[-1] + " "]))
        return batch.take(pa.array([0, *range(len(batch) - 1)]))

    monkeypatch.setattr(row_blocks.ObjectRows, "to_arrow", losing)
    path = write_jsonl([{**row, "id": 1, "big": 1} for row in ROWS])
    settings = [word for setting in QUICK for word in ("--set", setting)]
    assert run(["run", "--input", str(path), "--out", str(tmp_path / "run"), "--quiet", *settings]) == 4
    error = capsys.readouterr().err
    assert "hold other values than were read" in error
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_edits_are_accounted_for_by_their_witnesses(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = [{"text": f"write to person{n}@example.org or to {n}, {n}", "n": n} for n in range(20)]
    result = dataaudit.audit(write_jsonl(rows), out=tmp_path / "run", settings=[*QUICK, "clean.pii=mask"])
    assert "[EMAIL]" in result.clean()["text"][0]


def test_an_edit_without_a_witness_ends_the_run(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataaudit.cleaning.personal_data_edits import Editor

    rows = [{"text": f"write to person{n}@example.org or to {n}, {n}", "n": n} for n in range(20)]
    monkeypatch.setattr(Editor, "replacement", lambda self, kind, value: "x" if "7" in value else "[EMAIL]")
    monkeypatch.setattr(Editor, "_note", lambda self, *given: self.edits.append(_edit(*given, replacement="[EMAIL]")))
    with pytest.raises(BrokenInvariantError, match="do not explain how it changed"):
        dataaudit.audit(write_jsonl(rows), out=tmp_path / "run", settings=[*QUICK, "clean.pii=mask"])


def _edit(row_id: int, column: str, kind: str, start: int, end: int, *_: str, replacement: str) -> dict[str, Any]:
    return {"row_id": row_id, "column": column, "type": kind, "start": start, "end": end, "replacement": replacement}


def edits(*given: tuple[int, int, str]) -> Any:
    from collections import deque

    return deque([{"start": start, "end": end, "replacement": text} for start, end, text in given])


@every(
    "before, after, witnesses, right",
    [
        ("a b c", "a X c", [(2, 3, "X")], True),
        ("a b c", "a X Y", [(2, 3, "X"), (4, 5, "Y")], True),
        ("a b c", "a X d", [(2, 3, "X")], False),
        (["a", "b", 5], ["X", "Y", 5], [(0, 1, "X"), (0, 1, "Y")], True),
        (["a", "b"], ["X"], [(0, 1, "X")], False),
        ([("k", "a")], [("k", "X")], [(0, 1, "X")], True),
        ({"k": "a", "n": 5}, {"k": "a", "n": None}, [(0, 1, "")], True),
        ({"k": "a", "n": 5}, {"k": "a", "n": None}, [], False),
        ('{"a": "x y"}', '{"a": "Z y"}', [(0, 1, "Z")], True),
        ("a", "a", [], True),
        (5, 6, [], False),
    ],
)
def test_a_change_is_explained_by_its_witnesses_or_not(
    before: Any, after: Any, witnesses: list[tuple[int, int, str]], right: bool
) -> None:
    assert _explained(before, after, edits(*witnesses)) is right


def test_missing_rows_are_told() -> None:
    conserved = ConservedValues(np.array([1, 2], np.uint64), np.zeros(2, np.uint64))
    with pytest.raises(BrokenInvariantError, match="holds 0 rows of 2"):
        conserved.check(iter([pa.table({"row_id": pa.array([], pa.uint64())})]), "row_id", [])


def test_files_of_several_formats_keep_their_values(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl([{"text": "from json lines here", "n": 1, "x": {"a": 1}}], "in/a.jsonl")
    (tmp_path / "in/b.csv").write_text("text,n,y\nfrom a table here,01,é\n", encoding="utf-8")
    pl.DataFrame({"text": ["from parquet right here"], "n": [2.5], "x": [{"a": "s"}]}).write_parquet(
        tmp_path / "in/c.parquet"
    )
    result = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=QUICK)
    assert result.clean()["n"].to_list() == ["1", "01", "2.5"]
    assert [json.loads(json.dumps(one)) for one in result.clean()["x"].to_list()] == [{"a": "1"}, None, {"a": "s"}]


def test_a_column_with_values_too_deep_for_a_table_is_json_text(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    deep: Any = "leaf"
    for level in range(400):
        deep = [deep] if level % 2 else {"child": deep}
    rows = [{"text": f"text number {n} of {n * 7}", "tree": {"child": n} if n else deep, "flat": [n]} for n in range(5)]
    result = dataaudit.audit(write_jsonl(rows), out=tmp_path / "run", settings=QUICK)
    assert [json.loads(one) for one in result.clean()["tree"]] == [row["tree"] for row in rows]
    assert result.clean()["flat"].to_list() == [row["flat"] for row in rows]
    assert "SCH003" in {one.code for one in result.findings}
