from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataaudit.config.run_options import InputOptions, LimitsOptions
from dataaudit.errors import IncompleteError, InputError
from dataaudit.sources import corpus_part as corpus_module
from dataaudit.sources.corpus import Corpus
from dataaudit.sources.corpus_part import Cursor
from dataaudit.sources.json_shape import Shape
from dataaudit.sources.open_corpus import open_data, open_paths
from dataaudit.sources.template import Template


def opened(*paths: Path, **options: Any) -> Corpus:
    return open_paths(InputOptions(paths=tuple(map(str, paths)), **options), LimitsOptions())


def texts(corpus: Corpus) -> list[str | None]:
    return [text for part in corpus.parts() for text in part.batch.column("text").to_pylist()]


@pytest.mark.parametrize(
    ("row", "template", "label"),
    [
        ({"id": 1, "text": "a b c", "label": "x"}, "{text}", "label"),
        ({"Content": "a b c", "url": "u"}, "{Content}", None),
        ({"instruction": "do", "input": "", "output": "ok"}, "{instruction}\n{input}\n{output}", None),
        ({"prompt": "do", "completion": "ok"}, "{prompt}\n{completion}", None),
        ({"question": "why", "answer": "so"}, "{question}\n{answer}", None),
        ({"title": "a long enough title", "description": "and then a description"}, "{title}\n{description}", None),
        ({"messages": [{"role": "user", "content": "hi"}]}, "{messages}", None),
        ({"review_text": "it was very good", "url": "http://a b c", "class": 1}, "{review_text}", "class"),
        ({"lines": ["one line here", "and two"], "lang": "en"}, "{lines}", None),
    ],
)
def test_columns_are_found_by_name_shape_or_content(
    write_jsonl: Callable[..., Path], row: dict[str, Any], template: str, label: str | None
) -> None:
    roles = opened(write_jsonl([row])).roles
    assert (roles.shown, roles.label) == (template, label)
    assert any("chooses" in sentence for sentence in roles.found)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"text": "txet"}, "no column 'txet' for input.text; did you mean 'text'?"),
        ({"label": "lable"}, "no column 'lable' for input.label; did you mean 'label'?"),
        ({"split": "fold"}, "no column 'fold' for input.split"),
        ({"template": "{text} {lable}"}, "no column 'lable'; did you mean 'label'?"),
        ({"template": "no column"}, "names no column"),
        ({"template": "{text!r}"}, "only a column's name"),
        ({"template": "{text"}, "expected '}'"),
        ({"text": "text", "template": "{text}"}, "exclude each other"),
        ({"text": "n"}, "column 'n' holds int64, not text"),
        ({"fields": {"prompt": "{promt}"}}, "no column 'promt'"),
    ],
)
def test_a_wrong_column_is_named_with_the_nearest(
    write_jsonl: Callable[..., Path], options: dict[str, Any], says: str
) -> None:
    path = write_jsonl([{"text": "a", "label": "b", "n": 1}])
    with pytest.raises(InputError) as caught:
        opened(path, **options)
    assert says in str(caught.value)


def test_no_text_column_lists_the_columns(write_jsonl: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="no text column recognised among a, b"):
        opened(write_jsonl([{"a": 1, "b": 2.5}]))


def test_a_label_column_of_distinct_values_is_no_label(write_jsonl: Callable[..., Path]) -> None:
    rows = [{"text": f"text {n}", "target": f"another text {n}"} for n in range(30)]
    assert opened(write_jsonl(rows)).roles.label is None
    assert opened(write_jsonl(rows), label="target").roles.label == "target"
    assert opened(write_jsonl([{"text": "a", "label": "b"}]), label="").roles.label is None


def test_a_template_joins_columns_lists_and_chat_turns() -> None:
    row = {"a": "x", "b": None, "c": ["1", "2"], "d": [{"role": "user", "content": "hi"}], "e": 5}
    assert Template.parse("{a}|{b}|{c}|{d}|{e}|{{}}").of_object(row) == "x||1\n2|hi|5|{}"
    assert Template.parse("{b} {missing}").of_object(row) is None
    batch = pa.RecordBatch.from_pylist([row])
    assert Template.parse("{a}|{b}|{c}|{d}|{e}|{{}}").of_batch(batch).to_pylist() == ["x||1\n2|hi|5|{}"]
    assert Template.parse("{b} {missing}").of_batch(batch).to_pylist() == [None]


@pytest.mark.parametrize("given", [{"template": "{text.__class__}"}, {"fields": {"t": "{text.length}"}}])
def test_a_template_that_names_a_field_that_is_not_there_is_refused(
    write_jsonl: Callable[..., Path], given: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="there is no such field in its column"):
        opened(write_jsonl([{"text": "a"}]), **given)


def test_a_text_of_another_type_goes_to_quarantine(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"text": "a"}, {"text": 5}, {"text": None}, {"x": 1}, {"text": {"a": 1}}, {"text": ["b", "c"]}])
    part = next(opened(path).parts())
    assert part.batch.column("text").to_pylist() == ["a", None, None, "b\nc"]
    assert part.batch.column("row_id").to_pylist() == [0, 2, 3, 5]
    assert [(item.code, item.line) for _, item in part.quarantined] == [("SCH002", 2), ("SCH002", 5)]


def test_row_ids_hold_the_file_and_the_row(tmp_path: Path, write_jsonl: Callable[..., Path]) -> None:
    write_jsonl([{"text": "a"}, "", {"text": "b"}], "in/b.jsonl")
    pq.write_table(pa.table({"text": ["c", "d"]}), tmp_path / "in/a.parquet")
    part = next(opened(tmp_path / "in").parts())
    assert part.batch.column("row_id").to_pylist() == [0, 1, 1 << 40, (1 << 40) + 2]
    assert part.batch.column("file").to_pylist() == ["a.parquet", "a.parquet", "b.jsonl", "b.jsonl"]
    assert part.batch.column("position").to_pylist() == [0, 1, 1, 3]


def test_every_format_gives_the_same_texts(tmp_path: Path) -> None:
    import datasets

    table = pa.table({"text": ["first", "second 中", "third"], "label": ["a", "b", "a"]})
    pq.write_table(table, tmp_path / "a.parquet")
    with pa.ipc.new_file(str(tmp_path / "a.arrow"), table.schema) as writer:
        writer.write_table(table)
    with pa.ipc.new_stream(str(tmp_path / "b.arrow"), table.schema) as stream:
        stream.write_table(table)
    pl.DataFrame(table).write_csv(tmp_path / "a.csv")
    pl.DataFrame(table).write_ndjson(tmp_path / "a.jsonl")
    (tmp_path / "a.json").write_text(json.dumps(table.to_pylist()), encoding="utf-8")
    (tmp_path / "a.txt").write_text("first\nsecond 中\nthird\n", encoding="utf-8")
    datasets.Dataset(table).save_to_disk(tmp_path / "saved")
    (tmp_path / "hub").mkdir()
    pq.write_table(table, tmp_path / "hub" / "train.parquet")
    found = {}
    for name in ("a.parquet", "a.arrow", "b.arrow", "a.csv", "a.jsonl", "a.json", "a.txt", "saved"):
        found[name] = texts(opened(tmp_path / name))
    found["hub"] = texts(open_paths(InputOptions(paths=(f"hf://{tmp_path / 'hub'}",)), LimitsOptions()))
    assert set(map(tuple, found.values())) == {("first", "second 中", "third")}


def test_a_dataset_with_splits_has_a_file_for_each(tmp_path: Path) -> None:
    import datasets

    parts = {
        "train": datasets.Dataset.from_dict({"text": ["a", "b"]}),
        "dev": datasets.Dataset.from_dict({"text": ["c"]}),
    }
    datasets.DatasetDict(parts).save_to_disk(tmp_path / "saved")
    for corpus in (opened(tmp_path / "saved"), open_data(datasets.DatasetDict(parts), InputOptions(), LimitsOptions())):
        part = next(corpus.parts())
        assert part.batch.column("split").to_pylist() == ["train", "train", "dev"]
        assert part.batch.column("row_id").to_pylist() == [0, 1, 1 << 40]


def test_class_labels_are_called_by_their_names() -> None:
    import datasets

    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["ham", "spam"])}
    )
    dataset = datasets.Dataset.from_dict({"text": ["a", "b"], "label": [1, 0]}, features=features)
    part = next(open_data(dataset, InputOptions(), LimitsOptions()).parts())
    assert part.batch.column("label").to_pylist() == ["spam", "ham"]


@pytest.mark.parametrize("make", [pa.table, pl.DataFrame, pd.DataFrame, lambda data: pl.DataFrame(data).lazy()])
def test_tables_in_memory_are_read(make: Any) -> None:
    corpus = open_data(make({"text": ["a", None], "label": [3, 4]}), InputOptions(), LimitsOptions())
    part = next(corpus.parts())
    assert part.batch.column("text").to_pylist() == ["a", None]
    assert part.batch.column("label").to_pylist() == ["3", "4"]
    assert part.batch.column("file").to_pylist() == ["", ""]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(InputError, match="a set cannot be audited"):
        open_data({1, 2}, InputOptions(), LimitsOptions())


def test_labels_and_splits_of_any_type_are_names(write_jsonl: Callable[..., Path]) -> None:
    rows = [{"text": "a", "label": value, "split": "dev"} for value in (" spam ", "", None, 3, True, 1.5, ["x"])]
    part = next(opened(write_jsonl(rows), label="label").parts())
    assert part.batch.column("label").to_pylist() == ["spam", None, None, "3", "true", "1.5", '["x"]']
    assert set(part.batch.column("split").to_pylist()) == {"dev"}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "PART_ROWS", 7)
    monkeypatch.setattr(corpus_module, "PART_BYTES", 60)


def lines(count: int) -> list[Any]:
    return [{"text": f"text {n} " + "x" * (n % 30), "n": n} if n % 11 else "{bad" for n in range(count)]


def facts(part: Any) -> tuple[Any, ...]:
    return part.batch.column("row_id").to_pylist(), [(key, item.row) for key, item in part.quarantined], part.end


@pytest.mark.usefixtures("small_parts")
def test_parts_do_not_depend_on_how_the_files_were_read(
    write_jsonl: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_jsonl(lines(60), "in/a.jsonl")
    write_jsonl(lines(5), "in/b.jsonl")
    expected = [facts(part) for part in opened(tmp_path / "in").parts()]
    assert len(expected) > 5
    for block in (16, 100, 1000):
        monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", block)
        assert [facts(part) for part in opened(tmp_path / "in").parts()] == expected


@pytest.mark.usefixtures("small_parts")
def test_reading_goes_on_from_any_part(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl(lines(60), "in/a.jsonl")
    write_jsonl(lines(9), "in/b.jsonl")
    corpus = opened(tmp_path / "in")
    parts = list(corpus.parts())
    for number, part in enumerate(parts[:-1]):
        assert [facts(later) for later in corpus.parts(part.end)] == [facts(later) for later in parts[number + 1 :]]
    assert parts[-1].end == Cursor(2, 0)


def test_texts_and_originals_come_again_by_row_id(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl(lines(40), "in/a.jsonl")
    pq.write_table(pa.table({"text": ["p", "q", "r"], "n": [1, 2, 3]}), tmp_path / "in/b.parquet")
    corpus = opened(tmp_path / "in")
    part = next(corpus.parts())
    ids = part.batch.column("row_id").to_numpy()
    by_id = dict(zip(ids.tolist(), part.batch.column("text").to_pylist(), strict=True))
    wanted = np.array([1, 5, 39, (1 << 40) + 2], np.uint64)
    got = {
        row: text
        for some, values in corpus.texts(wanted)
        for row, text in zip(some.tolist(), values.to_pylist(), strict=True)
    }
    assert got == {row: by_id[row] for row in wanted.tolist()}
    schema, mixed = corpus.original_schema(part.shapes)
    assert schema == pa.schema([("text", pa.string()), ("n", pa.int64())])
    assert mixed == []
    batches = [rows.to_arrow(schema).to_pylist() for rows, _ in corpus.rows(wanted)]
    assert [row["n"] for batch in batches for row in batch] == [1, 5, 39, 3]


def test_columns_of_several_types_become_text_and_lose_nothing(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    first = [{"text": "a", "id": 5, "big": 1}, {"text": "b", "id": "x", "big": 10**30, "meta": {"k": [1]}}]
    write_jsonl(first, "in/a.jsonl")
    write_jsonl([{"text": "c", "late": True, "meta": {"k": [2.5]}}], "in/b.jsonl")
    corpus = opened(tmp_path / "in")
    part = next(corpus.parts())
    schema, mixed = corpus.original_schema(part.shapes)
    assert schema.field("late").type == pa.bool_()
    assert {name for name, _ in mixed} == {"id", "big"}
    ids = part.batch.column("row_id").to_numpy()
    rows = [row for block, _ in corpus.rows(ids) for row in block.to_arrow(schema).to_pylist()]
    assert [row["id"] for row in rows] == ["5", "x", None]
    assert [row["big"] for row in rows] == ["1", str(10**30), None]
    assert [row["meta"] for row in rows] == [None, {"k": [1.0]}, {"k": [2.5]}]
    assert [row["late"] for row in rows] == [None, None, True]


def test_shapes_are_summaries_whose_parts_can_be_joined() -> None:
    values = [{"a": 1, "b": [1, None]}, {"a": 2.5}, {"a": None, "c": {"d": "x"}}, {"b": ["y"]}]
    whole = Shape()
    for value in values:
        whole.add(value)
    left, right = Shape(), Shape()
    for value in values[:2]:
        left.add(value)
    for value in values[2:]:
        right.add(value)
    left.merge(Shape.from_json(json.loads(json.dumps(right.to_json()))))
    assert left == whole


def test_files_of_different_shapes_are_refused_with_both_names(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    write_jsonl([{"text": "a"}], "in/a.jsonl")
    write_jsonl([{"body": "b"}], "in/b.jsonl")
    with pytest.raises(InputError) as caught:
        opened(tmp_path / "in")
    assert "a.jsonl" in str(caught.value)
    assert "b.jsonl" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.parquet", b"", "is empty"),
        ("a.parquet", b"PAR1" + b"x" * 50, "cannot be read as Parquet"),
        ("a.arrow", b"ARROW1\0\0" + b"x" * 50, "cannot be read as Arrow"),
        ("a.jsonl", '{"text": "some words of a text"}\n'.encode("utf-16-le"), "looks like utf-16"),
        ("a.csv", b"PK\x03\x04rest", "cannot be read as a zip archive"),
        ("a.bin", b"\x00\x01\x02", "unrecognised format"),
        ("a.json", b'{"text": "a"} trailing\n', None),
    ],
)
def test_files_that_cannot_be_read_at_all_are_named(tmp_path: Path, name: str, data: bytes, says: str | None) -> None:
    (tmp_path / name).write_bytes(data)
    if says is None:
        assert len(next(opened(tmp_path / name).parts()).quarantined) == 1
        return
    with pytest.raises(InputError) as caught:
        opened(tmp_path / name)
    assert says in str(caught.value)
    assert name in str(caught.value)


def test_bad_files_can_be_left_out(tmp_path: Path, write_jsonl: Callable[..., Path]) -> None:
    write_jsonl([{"text": "a"}], "in/good.jsonl")
    (tmp_path / "in/bad.parquet").write_bytes(b"PAR1")
    corpus = opened(tmp_path / "in", on_bad_file="skip")
    assert texts(corpus) == ["a"]
    assert [name for name, _ in corpus.skipped] == ["bad.parquet"]
    assert next(corpus.parts()).batch.column("row_id").to_pylist() == [1 << 40]


def test_first_bytes_win_over_names(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b'{"text": "json after all"}\n')
    assert texts(opened(tmp_path / "a.parquet")) == ["json after all"]
    pq.write_table(pa.table({"text": ["parquet after all"]}), tmp_path / "b.jsonl")
    assert texts(opened(tmp_path / "b.jsonl")) == ["parquet after all"]


def test_wrong_offsets_in_an_arrow_file_are_an_error_and_no_crash(tmp_path: Path) -> None:
    table = pa.table({"text": ["a" * 100, "b" * 100, "c" * 100]})
    path = tmp_path / "a.arrow"
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)
    data = path.read_bytes()
    offsets = np.array([0, 100, 200, 300], np.int32).tobytes()
    assert data.count(offsets) == 1
    path.write_bytes(data.replace(offsets, np.array([0, 100, 2**31 - 1, 300], np.int32).tobytes()))
    with pytest.raises((IncompleteError, InputError), match="damaged"):
        texts(opened(path))


def test_a_flipped_bit_in_a_page_with_a_checksum_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": [f"row {n} {'x' * 50}" for n in range(3000)]})
    pq.write_table(table, path, write_page_checksum=True, compression="none")
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x10
    path.write_bytes(bytes(data))
    with pytest.raises((IncompleteError, InputError)):
        texts(opened(path))


def test_too_many_columns_are_refused_by_name(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"text": "a", **{f"c{n}": 1 for n in range(50)}}])
    with pytest.raises(InputError, match=r"51 columns are more than limits\.max_columns"):
        open_paths(InputOptions(paths=(str(path),)), LimitsOptions(max_columns=10))


def test_a_file_that_changes_is_noticed(write_jsonl: Callable[..., Path]) -> None:
    path = write_jsonl([{"text": "a"}])
    file = opened(path).files[0]
    assert not file.changed()
    os.utime(path, ns=(5, 5))
    assert file.changed()


@pytest.mark.parametrize("data", [b"", b"\n\n  \n"])
def test_an_empty_file_has_no_rows_and_is_no_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    assert texts(opened(path)) == []


def test_compressed_columnar_files_are_read(tmp_path: Path) -> None:
    import gzip

    pq.write_table(pa.table({"text": ["a", "b"]}), tmp_path / "a.parquet")
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert texts(opened(tmp_path / "a.parquet.gz")) == ["a", "b"]


def test_the_file_of_a_saved_data_set_that_is_something_else_is_named(tmp_path: Path) -> None:
    import datasets

    datasets.Dataset.from_list([{"text": "a"}]).save_to_disk(str(tmp_path / "saved"))
    (tmp_path / "saved/data-00000-of-00001.arrow").write_bytes(b"\x80\x04 no table")
    with pytest.raises(InputError, match=r"data-00000-of-00001\.arrow: datasets cannot load it"):
        opened(tmp_path / "saved")
