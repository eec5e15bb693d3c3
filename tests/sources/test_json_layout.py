"""Layouts of JSON documents: read where there is no doubt, and told; refused otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from every import every

from dataaudit.errors import InputError
from dataaudit.sources.files.compression import ByteStream
from dataaudit.sources.formats.json import JsonDocument
from dataaudit.sources.recognise_format import format_of

ROWS: list[dict[str, Any]] = [{"text": f"row {n} has a text", "n": 10 ** (n * 10), "x": {"y": [n]}} for n in range(4)]
TURNS = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]


def columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def listed(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(row.values()) for row in rows]


def read(tmp_path: Path, text: str, name: str = "a.json", **given: Any) -> tuple[list[Any], str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert format_of(path, "auto", "utf-8", 1000) == "json"
    reader = JsonDocument(ByteStream(path, max_ratio=1000), 1 << 20, 512, **given)
    rows: list[Any] = []
    for chunk in reader.chunks():
        assert not chunk.quarantined
        rows += chunk.rows.objects if chunk.rows is not None else []  # type: ignore[attr-defined]
    return rows, reader.told


@every(
    "document, told",
    [
        (ROWS, ""),
        ({"data": ROWS}, "the list under 'data', each element a row"),
        ({"version": "1.1", "data": ROWS}, "left out (version)"),
        ({"result": ROWS, "count": 4}, "the list under 'result'"),
        ({"examples": ROWS, "tags": [{"name": "a"}]}, "the list under 'examples'"),
        (columns(ROWS), "one list per column"),
        ({name: dict(enumerate(column)) for name, column in columns(ROWS).items()}, "by the number of the row"),
        ({"columns": list(ROWS[0]), "index": [0, 1, 2, 3], "data": listed(ROWS)}, "pandas' split"),
        ({"schema": {"fields": []}, "data": ROWS}, "the list under 'data'"),
    ],
    name=lambda case: str(case[0])[:40],
)
def test_a_layout_without_doubt_is_read_and_told(document: Any, told: str, tmp_path: Path) -> None:
    for text in (json.dumps(document), json.dumps(document, indent=2), "\ufeff \n" + json.dumps(document)):
        rows, said = read(tmp_path, text)
        assert rows == ROWS
        assert told in said


def test_records_by_their_id_keep_it(tmp_path: Path) -> None:
    rows, told = read(tmp_path, json.dumps({f"-Nx{n}": row for n, row in enumerate(ROWS)}))
    assert rows == [{"id": f"-Nx{n}", **row} for n, row in enumerate(ROWS)]
    assert "column 'id'" in told
    taken = {f"k{n}": {**row, "id": n} for n, row in enumerate(ROWS)}
    assert read(tmp_path, json.dumps(taken))[0] == [{"key": f"k{n}", **row} for n, row in enumerate(taken.values())]


@every("between", ["", " ", "\n", "\n\n"])
def test_objects_one_after_the_other_are_rows(between: str, tmp_path: Path) -> None:
    for indent in (None, 1):
        if indent is None and between.startswith("\n"):
            continue  # JSON lines
        for name in ("a.json", "a.jsonl"):
            text = between.join(json.dumps(row, indent=indent) for row in ROWS)
            assert read(tmp_path, text, name)[0] == ROWS


@every(
    "document",
    [
        ROWS[0],
        {"messages": TURNS},
        {"title": "a", "text": "b", "comments": [{"by": "c"}, {"by": "d"}]},
        {"tokens": [1, 2], "text": "a"},
        {"a": {"b": 1}, "c": {"d": 2}},
        {"numbers": [1, 2], "more": [3, 4]},
        {"tokens": ["New", "York"], "tags": ["B", "I"]},
        {"id": 1, "text": "a text", "annotations": [{"start": 0}, {"start": 1}]},
        {"text": "a text", "data": [{"start": 0}, {"start": 1}]},
        {"name": "a sentence that is long enough to be what is meant", "notes": [{"by": "c"}, {"by": "d"}]},
    ],
    name=str,
)
def test_an_object_that_is_a_record_is_one_row(document: dict[str, Any], tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(document, indent=2))[0] == [document]
    path = tmp_path / "line.jsonl"
    path.write_text(json.dumps(document) + "\n")
    assert format_of(path, "auto", "utf-8", 1000) == "jsonl"


def test_rows_that_are_lists_need_the_names_of_their_columns(tmp_path: Path) -> None:
    text = json.dumps(listed(ROWS))
    with pytest.raises(InputError, match=r"its rows are lists; name their columns with input\.columns"):
        read(tmp_path, text)
    assert read(tmp_path, text, columns=tuple(ROWS[0]))[0] == ROWS


def test_a_key_leads_to_the_records(tmp_path: Path) -> None:
    text = json.dumps({"train": ROWS, "test": ROWS[:1], "deep": {"er": ROWS[1:]}})
    with pytest.raises(InputError, match=r"several of its keys hold a list of records \(train, test\)"):
        read(tmp_path, text)
    assert read(tmp_path, text, records="test")[0] == ROWS[:1]
    assert read(tmp_path, text, records="deep.er")[0] == ROWS[1:]
    with pytest.raises(InputError, match=r"no key 'none' for input\.records"):
        read(tmp_path, text, records="none")
    with pytest.raises(InputError, match="is not a list"):
        read(tmp_path, text, records="deep")


def test_texts_in_a_list_are_rows(tmp_path: Path) -> None:
    assert read(tmp_path, '["one", "two"]')[0] == [{"text": "one"}, {"text": "two"}]


@every(
    "text, says",
    [
        ("[1]\n{}\n", "several values one after the other"),
        ("[1] x", "more content follows the JSON document, at byte 4"),
        ('{"a": 1}{"b": 2} 5', "more content follows"),
    ],
)
def test_what_is_no_document_is_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says):
        read(tmp_path, text)


@every(
    "text, expected",
    [
        ('{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ('\n\n{"text": "a"}\n\n{"text": "b"}', "jsonl"),
        ('{"text": "' + "a" * 100_000 + '"}\n{"text": "b"}\n', "jsonl"),
        ('{"data": [' + ", ".join(['{"text": "abc"}'] * 10_000) + "]}", "json"),
        ('{"text": "unclosed\n{"text": "b"}\n', "jsonl"),
        ('{oops\n{"text": "b"}\n', "jsonl"),
        ('{\n "text": "a"\n}\n', "json"),
        ('{"text": "a }{ b"}\n{"text": "c"}\n', "jsonl"),
    ],
    name=lambda case: case[0][:20],
)
def test_lines_and_documents_are_told_apart(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert format_of(path, "auto", "utf-8", 1000) == expected


@every("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_encoding_without_a_mark_is_named(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "Größe, mostly of Latin letters"}\n'.encode(encoding))
    with pytest.raises(InputError, match=rf"looks like {encoding} \(every other byte is zero\)"):
        format_of(path, "auto", "utf-8", 1000)
    assert format_of(path, "auto", encoding, 1000) == "jsonl"


def test_values_of_columns_that_no_text_can_hold_go_to_quarantine(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(rb'{"text": ["a", "\ud800", "c"], "n": [1, 2, 3]}')
    reader = JsonDocument(ByteStream(path, max_ratio=1000), 1 << 20, 512)
    chunks = list(reader.chunks())
    assert [row for chunk in chunks if chunk.rows for row in chunk.rows.objects] == [  # type: ignore[attr-defined]
        {"text": "a", "n": 1},
        {"text": "c", "n": 3},
    ]
    assert [(one.row, one.code) for chunk in chunks for one in chunk.quarantined] == [(1, "ENC002")]


def test_a_damaged_object_of_one_line_is_left_to_the_reader_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": [1, {"b" 2}], "c": [3]}')
    assert format_of(path, "auto", "utf-8", 1000) == "jsonl"


@every("text", ['{"data": [{"text": "a"}], "data": [{"text": "b"}]}', '{"i": {"text": "a"}, "i": {"text": "b"}}'])
def test_a_key_that_appears_twice_loses_no_record_in_silence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    reader = JsonDocument(ByteStream(path, max_ratio=1000), 1 << 20, 512)
    with pytest.raises(InputError, match="appears twice in one object"):
        list(reader.chunks())
    assert format_of(path, "auto", "utf-8", 1000) == "jsonl"  # where its line goes to quarantine
