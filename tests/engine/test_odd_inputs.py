"""Inputs that other tools misread, lose or die of; each was a defect once."""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dataaudit
from dataaudit.errors import ConfigurationError, InputError, QuarantineError, RunDirectoryError

QUICK = [
    "report.clusters=3",
    "stages.tokens.tokenizer=false",
    "stages.quality=false",
    "stages.embeddings=false",
    "stages.passages=false",
    "stages.language=false",
]
LONG = " ".join(f"word{n}" for n in range(60))


def audit(source: Any, folder: Path, *settings: str, **arguments: Any) -> dataaudit.AuditResult:
    return dataaudit.audit(source, out=folder / "run", settings=[*QUICK, *settings], **arguments)


def test_texts_that_were_not_hashed_are_no_copies_of_each_other(tmp_path: Path) -> None:
    result = audit(
        pl.DataFrame({"text": [f"{LONG} {n} {n}x" for n in range(3)] + ["b", "c"]}), tmp_path, "stages.exact=false"
    )
    assert result.rows().filter(pl.col("dropped_by") == "DUP001").height == 0
    assert result.row_counts["kept"] >= 3


@pytest.mark.parametrize("inputs", [["train", "test"], ["train/a.jsonl", "test/a.jsonl"], ["train/*.jsonl", "test/*"]])
def test_folders_named_as_inputs_name_their_splits(
    write_jsonl: Callable[..., Path], tmp_path: Path, inputs: list[str]
) -> None:
    write_jsonl([{"text": "the same text"}, {"text": "only here"}], "train/a.jsonl")
    write_jsonl([{"text": "the same text"}], "test/a.jsonl")
    result = audit([str(tmp_path / name) for name in inputs], tmp_path)
    assert result.rows().filter(pl.col("kept"))["split"].to_list() == ["train", "test"]
    with pytest.raises(InputError, match="several inputs have a file of that name; choose one of the rows 0, 1099"):
        result.witness("a.jsonl:1")


def test_a_file_without_the_split_column_has_the_split_of_its_name(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    write_jsonl([{"text": "the same text", "split": "train"}, {"text": "other", "split": None}], "in/a.jsonl")
    write_jsonl([{"text": "the same text"}], "in/test.jsonl")
    result = audit(tmp_path / "in", tmp_path)
    assert result.rows()["split"].to_list() == ["train", None, "test"]
    assert result.rows()["kept"].to_list() == [False, True, True]


@pytest.mark.parametrize("kind", ["dictionary", "pandas", "polars", "classes"])
def test_a_split_column_in_any_encoding_is_found(tmp_path: Path, kind: str) -> None:
    import datasets

    texts, splits = ["the same text", "the same text"], ["train", "test"]
    made: Any
    if kind == "dictionary":
        made = pa.table({"text": texts, "split": pa.array(splits).dictionary_encode()})
    elif kind == "pandas":
        made = pd.DataFrame({"text": texts, "split": pd.Categorical(splits)})
    elif kind == "polars":
        made = pl.DataFrame({"text": texts, "split": pl.Series(splits, dtype=pl.Categorical)})
    else:
        features = datasets.Features(
            {"text": datasets.Value("string"), "split": datasets.ClassLabel(names=["train", "test"])}
        )
        made = datasets.Dataset.from_dict({"text": texts, "split": [0, 1]}, features=features)
    result = audit(made, tmp_path)
    assert result.rows().filter(pl.col("kept"))["split"].to_list() == ["test"]


def test_a_label_that_only_a_later_file_has_is_found(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl([{"text": "first"}], "in/a.jsonl")
    write_jsonl([{"text": "same", "label": "x"}, {"text": "same", "label": "y"}], "in/b.jsonl")
    result = audit(tmp_path / "in", tmp_path)
    assert result.row_counts["dropped"] == 0
    assert "LBL001" in [finding.code for finding in result.findings]


def test_a_stray_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    lines = [f'{n},"row number {n}"\n' for n in range(3000)]
    lines[5] = '5,"oops an open quote\n'
    lines[900] = '900,"another "row" here\n'
    (tmp_path / "a.csv").write_text("id,text\n" + "".join(lines), encoding="utf-8")
    result = audit(tmp_path / "a.csv", tmp_path)
    assert result.row_counts["read"] == 3000
    assert result.quarantine()["line"].to_list() == [7, 902]
    assert result.rows().height == 2998


def test_a_quoted_field_of_many_lines_is_one_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\n1,"a\nb\nc"\n2,"d, e"\n', encoding="utf-8")
    result = audit(tmp_path / "a.csv", tmp_path)
    assert result.clean()["text"].to_list() == ["a\nb\nc", "d, e"]
    assert result.rows()["position"].to_list() == [2, 5]


def test_a_bare_carriage_return_costs_its_own_record(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,hello\rworld\n2,fine words here\n")
    result = audit(tmp_path / "a.csv", tmp_path)
    assert result.quarantine()["code"].to_list() == ["SCH004"]
    assert result.clean()["text"].to_list() == ["fine words here"]
    (tmp_path / "mac.csv").write_bytes(b"id,text\r1,hello\r2,world\r")
    mac = dataaudit.audit(tmp_path / "mac.csv", out=tmp_path / "mac", settings=QUICK)
    assert mac.clean()["text"].to_list() == ["hello", "world"]
    (tmp_path / "open.csv").write_bytes(b'"id,text\n1,hello\n2,world\n')
    with pytest.raises(InputError, match="a quoted field of the header does not end"):
        dataaudit.audit(tmp_path / "open.csv", out=tmp_path / "open")


def test_parts_of_another_input_do_not_reach_the_result(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dataaudit.sources.corpus_part.PART_ROWS", 10)
    with pytest.raises(QuarantineError):
        audit(write_jsonl([{"text": f"row {n}"} for n in range(100)] + ["{bad"] * 30), tmp_path)
    result = audit(write_jsonl([{"text": f"row {n}"} for n in range(15)]), tmp_path)
    assert result.metrics["rows.read"] == 15
    assert result.rows().height == result.row_counts["read"] == 15
    assert result.quarantine().height == 0


def test_only_the_kinds_of_duplicates_that_are_named_are_dropped(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [f"{LONG} and a longer end", f"{LONG} end", f"{LONG} end", f"{LONG} end"]})
    exact = dataaudit.audit(frame, out=tmp_path / "exact", settings=[*QUICK, "clean.duplicates=[exact]"])
    assert exact.rows()["dropped_by"].to_list() == [None, None, "DUP001", "DUP001"]
    assert exact.rows()["duplicate_of"].to_list() == [None, None, 1, 1]
    assert exact.metrics["duplicates.near.rate"] == 0.25
    near = dataaudit.audit(frame, out=tmp_path / "near", settings=[*QUICK, "clean.duplicates=[minhash]"])
    assert near.rows()["dropped_by"].to_list() == [None, "DUP002", "DUP002", "DUP002"]
    none = dataaudit.audit(frame, out=tmp_path / "none", settings=[*QUICK, "clean.duplicates=[]"])
    assert none.row_counts["dropped"] == 0
    assert none.rows()["duplicate_of"].null_count() == 4
    assert none.metrics["duplicates.near.rate"] == 0.25


DEEP = ("stages.quality=false", "stages.exact=false", "stages.classes=false")


@pytest.mark.parametrize(
    "setting",
    [
        "stages.minhash=false",
        "findings.near-duplicate=false",
        "stages.tokens=false",
        *(pytest.param(one, marks=pytest.mark.full) for one in DEEP),
    ],
)
def test_a_run_without_any_one_stage_or_finding_has_a_report(tmp_path: Path, setting: str) -> None:
    frame = pl.DataFrame({"text": ["one text", "one text", LONG], "label": ["a", "a", "b"]})
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=["report.clusters=3", setting])
    assert "</html>" in result.to_html()


@pytest.mark.parametrize(
    ("one", "two", "kept"),
    [
        (pa.array([2**53 + 1]), pa.array([1.5]), [str(2**53 + 1), "1.5"]),
        (pa.array([2**64 - 1], pa.uint64()), pa.array([-1]), [str(2**64 - 1), "-1"]),
        (pa.array([7], pa.int8()), pa.array([300], pa.int16()), [7, 300]),
        (pa.array([7], pa.int32()), pa.array([0.5]), [7.0, 0.5]),
        (pa.array([decimal.Decimal("12345678901234567.89")]), pa.array([1.5]), ["12345678901234567.89", "1.5"]),
        (pa.array(["a"]), pa.array([b"b"]), ["a", "b"]),
        (pa.array([[1]]), pa.array([{"a": 1}]), ["[1]", '{"a": 1}']),
        (pa.array([{"a": 1}]), pa.array([{"b": "x"}]), [{"a": 1, "b": None}, {"a": None, "b": "x"}]),
        (pa.array([1], pa.timestamp("ns")), pa.array([2**61], pa.timestamp("us")), None),
    ],
)
def test_columns_of_different_types_lose_no_value(tmp_path: Path, one: pa.Array, two: pa.Array, kept: Any) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"text": ["first text"], "x": one}), tmp_path / "in/a.parquet")
    pq.write_table(pa.table({"text": ["second text"], "x": two}), tmp_path / "in/b.parquet")
    values = audit(tmp_path / "in", tmp_path).clean()["x"].to_list()
    assert kept is None or values == kept


def test_json_numbers_of_several_files_are_judged_together(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl([{"text": "a b c", "x": 3, "y": 2**53 + 1}], "in/a.jsonl")
    write_jsonl([{"text": "d e f", "x": 1.5, "y": 0.5}], "in/b.jsonl")
    clean = audit(tmp_path / "in", tmp_path).clean()
    assert clean["x"].to_list() == [3.0, 1.5]
    assert clean["y"].to_list() == [str(2**53 + 1), "0.5"]


def test_templates_and_labels_take_values_of_any_type(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": ["some text"],
            "day": [datetime.date(2024, 2, 29)],
            "at": [datetime.datetime(2024, 2, 29, 12, 30)],
            "price": [decimal.Decimal("1.50")],
            "raw": [b"caf\xc3\xa9"],
            "took": [datetime.timedelta(seconds=3)],
            "when": [[datetime.date(2024, 1, 1)]],
        }
    )
    template = "{text} {day} {at} {price} {raw} {when}"
    result = audit(table, tmp_path, template=template, label="raw")
    assert list(result.texts()) == [(0, "some text 2024-02-29 2024-02-29T12:30:00 1.50 café 2024-01-01")]
    assert result.rows()["label"].to_list() == ["café"]


def test_a_text_column_of_another_type_in_a_later_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "in/a.parquet")
    pq.write_table(pa.table({"text": [1]}), tmp_path / "in/b.parquet")
    with pytest.raises(InputError, match=r"b\.parquet.*column 'text' holds int64, not text"):
        audit(tmp_path / "in", tmp_path)


def test_files_whose_names_are_not_utf8_are_read(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "in")
    Path(os.fsdecode(folder)).mkdir()
    names = (b"good.jsonl", b"caf\xe9.jsonl", b"README\xff.md", b"\xe4.parquet", b"\xe4.csv.gz")
    rows = [{"text": f"the rows of a file number {n}"} for n in range(len(names))]
    for name, row in zip(names, rows, strict=True):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123
            if name.endswith(b"parquet"):
                pq.write_table(pa.Table.from_pylist([row]), file)
            else:
                data = f"text\n{row['text']}\n" if name.endswith(b"gz") else json.dumps(row)
                file.write(gzip.compress(data.encode()) if name.endswith(b"gz") else data.encode())
    result = audit(tmp_path / "in", tmp_path)
    assert sorted(result.clean()["text"]) == [row["text"] for row in rows if "2" not in row["text"]]
    assert set(result.rows()["file"]) == {"good.jsonl", "caf\\xe9.jsonl", "\\xe4.parquet", "\\xe4.csv.gz"}
    assert any("README\\xff.md" in note for note in result.manifest.notes)
    assert sorted(text for _, text in result.texts()) == sorted(result.clean()["text"])
    with pytest.raises(InputError, match=r"caf\\xe9\.jsonl: the name is not UTF-8; name its folder or a glob"):
        dataaudit.audit(os.fsdecode(os.path.join(folder, b"caf\xe9.jsonl")), out=tmp_path / "other")  # noqa: PTH118
    named = dataaudit.audit(tmp_path / "in" / "c*.jsonl", out=tmp_path / "one")
    assert named.clean()["text"].to_list() == [rows[1]["text"]]
    assert "caf\\xe9.jsonl" in named.to_html()
    assert named.witness(0).text == rows[1]["text"]


def test_what_cannot_be_a_table_is_one_sentence(tmp_path: Path) -> None:
    import datasets

    rows = datasets.Dataset.from_dict({"text": ["a"]}).to_iterable_dataset()
    twice = pd.DataFrame([["a", "b"]], columns=["text", "text"])
    mixed = pd.DataFrame({"text": ["a", "b"], "x": [1, "b"]})
    for source in (rows, twice, mixed, pd.Series(["a"]), 7):
        with pytest.raises(InputError):
            audit(source, tmp_path)
    assert not (tmp_path / "run").exists()


def test_views_and_runs_of_arrow_are_read(tmp_path: Path) -> None:
    values = ["one text", "one text", "other"]
    table = pa.table(
        {
            "text": pa.array(values, pa.string_view()),
            "label": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["a", "b"])),
        }
    )
    result = audit(table, tmp_path)
    assert result.rows()["label"].to_list() == ["a", "a", "b"]
    assert result.clean()["text"].to_list() == ["one text", "other"]


def test_splits_of_a_dictionary_may_have_any_key(tmp_path: Path) -> None:
    import datasets

    data = datasets.DatasetDict({datasets.Split.TRAIN: datasets.Dataset.from_dict({"text": ["a b", "a b"]})})
    assert audit(data, tmp_path).rows()["split"].to_list() == ["train", "train"]


def test_notes_are_counted_once_in_a_resumed_run(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dataaudit.sources.corpus_part.PART_ROWS", 7)
    path = write_jsonl([f'{{"text": "row {n}", "v": NaN}}' for n in range(40)])

    def stop(record: dict[str, Any]) -> None:
        if record["event"] == "progress":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audit(path, tmp_path, watcher=stop)
    result = audit(path, tmp_path)
    assert [finding.count for finding in result.findings if finding.code == "JSN007"] == [40]


@pytest.mark.parametrize("part", ["clean/part-00000.parquet", "pairs.parquet"])
def test_a_gate_on_a_damaged_run_says_so_and_changes_nothing(tmp_path: Path, part: str) -> None:
    result = audit(pl.DataFrame({"text": ["a b c", "d e f"]}), tmp_path)
    (result.path / part).unlink()
    before = {path: path.read_bytes() for path in result.path.rglob("*") if path.is_file()}
    with pytest.raises(RunDirectoryError, match="is missing or damaged"):
        dataaudit.gate(result, ["default"])
    assert {path: path.read_bytes() for path in result.path.rglob("*") if path.is_file()} == before


def test_a_key_that_may_be_personal_data_is_not_shown(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    result = audit(
        write_jsonl(
            ['{"text":"a","jane@example.org":1,"jane@example.org":2}', '{"text":"a","b":1,"b":2}']
            + [{"text": text} for text in ("three", "good", "rows")]
        ),
        tmp_path,
    )
    assert result.quarantine()["message"].to_list() == [
        "a key of 16 characters appears twice in one object", "key 'b' appears twice in one object",
    ]  # fmt: skip
    assert "jane@" not in result.to_html() + (result.path / "summary.json").read_text(encoding="utf-8")


def test_texts_are_those_that_were_audited(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "a question"}, {"role": "assistant", "content": "the answer", "extra": 1}]
    parts = [{"role": "user", "content": [{"type": "text", "text": "look"}, {"type": "image_url", "image_url": "x"}]}]
    path = write_jsonl([{"messages": turns, "row_id": "seven"}, {"messages": parts, "row_id": "eight"}])
    result = audit(path, tmp_path, template="{row_id}: {messages}")
    expected = [(0, "seven: a question\nthe answer"), (1, "eight: look")]
    assert list(result.texts()) == expected
    assert result.rows()["chars"].to_list() == [len(text) for _, text in expected]


def test_a_text_column_called_row_id_is_found_in_the_clean_data_of_a_table(tmp_path: Path) -> None:
    result = audit(pl.DataFrame({"row_id": ["one text", "other"]}), tmp_path, text="row_id")
    assert list(result.texts()) == [(0, "one text"), (1, "other")]


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("input.encoding=foo", "unknown text encoding 'foo'"),
        ("input.encoding=hex", "unknown text encoding 'hex'"),
        ("input.delimiter=，", "'input.delimiter'"),
        ("input.columns=[a, b, a]", "'a' names two columns"),
    ],
)
def test_what_no_reader_can_use_is_refused(tmp_path: Path, setting: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        audit(pl.DataFrame({"text": ["a"]}), tmp_path, setting)


def test_a_finding_can_be_turned_off_when_a_run_is_judged_again(tmp_path: Path) -> None:
    result = audit(pl.DataFrame({"text": ["a", "b"]}), tmp_path, "stages.quality={}")
    assert "QLT001" in [one.code for one in result.findings]
    assert "QLT001" not in [one.code for one in result.rethreshold({"short-text": False}).findings]
    for wrong in (2, "x", 0):
        with pytest.raises(ConfigurationError, match="near_threshold must be a similarity"):
            result.rethreshold(near_threshold=wrong)  # type: ignore[arg-type]


def test_runs_below_an_input_folder_are_no_data(write_jsonl: Callable[..., Path], in_folder: Path) -> None:
    write_jsonl([{"text": "a b c"}], "data.jsonl")
    first = dataaudit.audit(".", settings=QUICK)
    second = dataaudit.audit(".", out="audit2", settings=QUICK)
    assert first.row_counts == second.row_counts
    assert (in_folder / "reports").is_dir()


def test_rows_of_a_saved_dataset_are_shown_from_it(tmp_path: Path) -> None:
    import datasets

    data = datasets.DatasetDict(
        {name: datasets.Dataset.from_dict({"text": [f"{name} one", f"{name} two"]}) for name in ("train", "test")}
    )
    data.save_to_disk(tmp_path / "saved")
    result = audit(tmp_path / "saved", tmp_path)
    assert result.witness((1 << 40) + 1).text == "test two"
    assert [text for _, text in result.texts()] == ["train one", "train two", "test one", "test two"]


def test_events_hold_no_control_characters(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    result = audit(write_jsonl([{"text": "a"}], "a\x9b31m\u202e.jsonl"), tmp_path)
    log = (result.path / "log.jsonl").read_text(encoding="utf-8")
    assert log.isascii()
    assert all(json.loads(line) for line in log.splitlines())
