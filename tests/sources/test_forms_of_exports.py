"""Forms in which programs write rows beside those that the formats are named after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from faults.attempt import LIGHT

import dataaudit
from dataaudit.errors import InputError

ROWS: list[dict[str, Any]] = [{"text": "the first; with a mark", "n": 1}, {"text": "a second one", "n": 2}]


def read(path: Path, content: str) -> list[dict[str, Any]]:
    path.write_text(content, encoding="utf-8", newline="")
    result = dataaudit.audit(path, out=path.parent / "run", settings=list(LIGHT))
    return result.clean(["text", "n"]).to_dicts()


def test_a_line_that_names_the_separator_is_no_header(tmp_path: Path) -> None:
    content = 'sep=;\r\ntext;n\r\n"the first; with a mark";1\r\na second one;2\r\n'
    assert read(tmp_path / "a.csv", content) == [{**row, "n": str(row["n"])} for row in ROWS]
    (tmp_path / "b").mkdir()
    assert len(read(tmp_path / "b" / "b.csv", "\ufeff" + content)) == 2


def test_records_behind_separators_are_lines(tmp_path: Path) -> None:
    content = '\x1e{"text": "the first; with a mark", "n": 1}\n\x1e{"text": "a second one", "n": 2}\n'
    assert read(tmp_path / "a.jsonl", content) == ROWS


def test_arrays_one_after_the_other_are_one(tmp_path: Path) -> None:
    content = '[{"text": "the first; with a mark", "n": 1}]\n[{"text": "a second one", "n": 2}][]'
    assert read(tmp_path / "a.json", content) == ROWS
    (tmp_path / "c").mkdir()
    with pytest.raises(InputError, match="not all arrays of objects"):
        read(tmp_path / "c" / "c.json", '[{"text": "a"}]\n{"text": "b"}')


def test_a_byte_order_mark_says_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_bytes("text,stars\nGrüße aus Łódź,5\nnie wieder,1\n".encode("utf-16"))
    assert dataaudit.audit(path, out=tmp_path / "run").rows().height == 2


def test_records_inside_of_one_object_are_rows(tmp_path: Path) -> None:
    examples = [{"text": f"book room {number} please", "intent": "book"} for number in range(3)]
    path = tmp_path / "nlu.json"
    path.write_text(json.dumps({"rasa_nlu_data": {"common_examples": examples}}), encoding="utf-8")
    result = dataaudit.audit(path, out=tmp_path / "run")
    assert result.rows()["label"].to_list() == ["book"] * 3


def test_a_column_may_have_an_empty_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"": "e f g", **row}) + "\n" for row in ROWS), encoding="utf-8")
    assert dataaudit.audit(path, out=tmp_path / "run", settings=list(LIGHT)).rows().height == len(ROWS)
