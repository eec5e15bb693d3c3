"""Whole runs: what they leave, keep and drop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from engine.whole_runs import QUICK, check, corpus

import dataaudit
from dataaudit.errors import ConfigurationError, IncompleteError


def test_a_run_accounts_for_every_row_and_leaves_the_promised_files(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [*corpus(), "{bad", {"text": None}, {"text": ""}, {"text": "\n"}]
    result = dataaudit.audit(write_jsonl(rows), out=tmp_path / "run")
    check(result)
    assert result.row_counts["quarantined"] == 1
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {
        "manifest.json", "summary.json", "findings.parquet", "rows", "pairs.parquet", "clusters.parquet", "clean",
        "quarantine", "report.html", "log.jsonl", "classes.parquet", "excerpts.parquet", "tokenizer.parquet",
            "languages.parquet", "passages.parquet", "columns.parquet", "costs.parquet", "overlaps.parquet",
            "curves.parquet",
            "edges.parquet", "class_weights.parquet", "topics.parquet", "shortcuts.parquet", "label_summary.parquet",
            "label_confusions.parquet", "minhash_recall.parquet",
    }  # fmt: skip
    assert {
        "tokens",
        "chars",
        "words",
        "lines",
        "script",
        "hash_raw",
        "hash_text",
        "hash_loose",
        "split",
        "label",
    } <= set(result.rows().columns)
    clean = result.clean()
    assert clean.columns == ["row_id", "text", "label", "n"]
    assert clean["n"].to_list() == [
        row["n"]
        for number, row in enumerate(rows)
        if isinstance(row, dict) and "n" in row and number in set(clean["row_id"].to_list())
    ] + [None] * (clean["n"].null_count())
    assert (tmp_path / "run/quarantine/part-00000.parquet").stat().st_mode & 0o077 == 0


def test_the_clean_data_set_loads_with_datasets(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    import datasets

    result = dataaudit.audit(write_jsonl(corpus(30)), out=tmp_path / "run", settings=QUICK)
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "run/clean/*.parquet"), cache_dir=str(tmp_path / "hf")
    )
    assert loaded["train"].num_rows == result.row_counts["kept"]


def test_class_names_survive_in_the_clean_data_set(tmp_path: Path) -> None:
    import datasets

    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["ham", "spam"])}
    )
    dataset = datasets.Dataset.from_dict({"text": ["a b c", "d e f", "a b c"], "label": [1, 0, 1]}, features=features)
    result = dataaudit.audit(dataset, out=tmp_path / "run", settings=QUICK)
    assert result.rows()["label"].to_list() == ["spam", "ham", "spam"]
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "run/clean/*.parquet"), cache_dir=str(tmp_path / "hf")
    )
    assert loaded["train"].features["label"].names == ["ham", "spam"]
    assert loaded["train"]["label"] == [1, 0]


def test_a_column_called_row_id_is_kept_under_another_name(tmp_path: Path) -> None:
    frame = pl.DataFrame({"row_id": [7, 8], "text": ["one thing", "another thing"]})
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=QUICK)
    assert result.clean().to_dict(as_series=False) == {
        "row_id": [0, 1], "input_row_id": [7, 8], "text": ["one thing", "another thing"],
    }  # fmt: skip


def test_cat_dog_cat_keeps_cat_and_dog(tmp_path: Path) -> None:
    result = dataaudit.audit(pl.DataFrame({"text": ["cat", "dog", "cat"]}), out=tmp_path / "run", settings=QUICK)
    assert result.clean()["text"].to_list() == ["cat", "dog"]
    assert result.metrics["duplicates.near.rate"] == 0


def test_a_chain_loses_the_middle_only(tmp_path: Path) -> None:
    words = [f"w{n}" for n in range(60)]
    one, two, three = words[:], words[:], words[:]
    two[5], three[5], three[40] = "x", "x", "y"
    texts = [" ".join(part) for part in (one, two, three)]
    result = dataaudit.audit(pl.DataFrame({"text": texts}), out=tmp_path / "run", settings=QUICK)
    check(result)
    rows = result.rows()
    assert rows.filter(pl.col("kept")).height == 2
    cluster = result.clusters().filter(pl.col("kind") == "minhash")
    assert cluster["cluster_id"].n_unique() == 1
    assert cluster["min_similarity"][0] < 0.8


def test_splits_come_from_files_and_only_training_loses_rows(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    write_jsonl([{"text": "the same text here"}, {"text": "only in training data"}], "in/train.jsonl")
    write_jsonl([{"text": "the same text here"}], "in/test.jsonl")
    result = dataaudit.audit(tmp_path / "in", out=tmp_path / "run", settings=QUICK)
    check(result)
    kept = result.rows().filter(pl.col("kept")).select("split", "file").rows()
    assert sorted(kept) == [("test", "test.jsonl"), ("train", "train.jsonl")]


def test_what_clean_drop_names_is_dropped_with_its_code(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["ok", "a text that is long enough", None]})
    result = dataaudit.audit(
        frame, out=tmp_path / "run", settings=["clean.drop=[short-text, LEN003]", "report.clusters=0"]
    )
    check(result)
    assert result.rows()["dropped_by"].to_list() == ["QLT001", None, "LEN003"]


@pytest.mark.parametrize(
    ("drop", "says"),
    [
        ("length-spread", "LEN001 length-spread judges the data set"),
        ("exact-duplicate", "is dropped through clean.duplicates; name 'exact' there"),
        ("missing-label", "does not run here"),
        ("no-such-finding", "no finding 'no-such-finding'"),
    ],
)
def test_what_cannot_be_dropped_is_said_before_any_work(tmp_path: Path, drop: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        dataaudit.audit(pl.DataFrame({"text": ["a", "b"]}), out=tmp_path / "run", settings=[f"clean.drop=[{drop}]"])
    assert not (tmp_path / "run").exists()


def test_duplicates_can_be_flagged_only(tmp_path: Path) -> None:
    result = dataaudit.audit(
        pl.DataFrame({"text": ["a b c", "a b c"]}), out=tmp_path / "run", settings=[*QUICK, "clean.duplicates=[]"]
    )
    assert result.row_counts["dropped"] == 0
    assert sorted(result.rows()["flags"].to_list()) == [[], ["DUP001"]] or result.rows()["flags"].list.len().sum() >= 1
    assert result.metrics["duplicates.exact.rate"] == 0.5


@pytest.mark.parametrize(
    "frame", [pl.DataFrame({"text": []}, schema={"text": pl.String}), pl.DataFrame({"text": ["one"]})]
)
def test_an_empty_corpus_and_one_row_give_whole_results(tmp_path: Path, frame: pl.DataFrame) -> None:
    result = dataaudit.audit(frame, out=tmp_path / "run")
    check(result)
    assert result.row_counts["kept"] == frame.height
    assert (result.metrics["duplicates.exact.rate"] is None) == (frame.height == 0)
    assert "<html" in result.to_html()


def test_every_row_dropped_is_a_valid_result(tmp_path: Path) -> None:
    result = dataaudit.audit(
        pl.DataFrame({"text": ["a", "b"]}), out=tmp_path / "run", settings=["clean.drop=[short-text]"]
    )
    check(result)
    assert result.row_counts["kept"] == 0
    assert result.clean().columns == ["row_id", "text"]


def test_a_truncated_file_stops_the_run_unless_it_may_go_on(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "a.jsonl.gz"
    data = gzip.compress("".join(f'{{"text": "row number {n}"}}\n' for n in range(3000)).encode(), mtime=0)
    path.write_bytes(data[:-500])
    with pytest.raises(IncompleteError, match="are cut off"):
        dataaudit.audit(path, out=tmp_path / "run", settings=QUICK)
    assert not (tmp_path / "run/manifest.json").exists()
    result = dataaudit.audit(
        path, out=tmp_path / "skip", settings=[*QUICK, "input.on_bad_file=skip", "limits.max_quarantined=1"]
    )
    check(result)
    assert "SRC002" in [finding.code for finding in result.findings]


def test_metrics_are_those_of_numpy(tmp_path: Path) -> None:
    texts = [f"{'word ' * n}end" for n in range(1, 60)]
    result = dataaudit.audit(pl.DataFrame({"text": texts}), out=tmp_path / "run")
    for name in ("tokens", "chars", "words"):
        values = result.rows()[name].to_numpy()
        for key, value in {
            "mean": values.mean(), "std": values.std(), "min": values.min(), "max": values.max(),
            "median": np.median(values), "p95": np.percentile(values, 95), "total": values.sum(),
        }.items():  # fmt: skip
            assert result.metrics[f"length.{name}.{key}"] == pytest.approx(value)


def test_a_witness_names_finding_number_threshold_and_the_kept_row(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    words = " ".join(f"w{n}" for n in range(40))
    path = write_jsonl([{"text": f"{words} one"}, {"text": f"{words} one more"}, {"text": "ok"}])
    result = dataaudit.audit(path, out=tmp_path / "run")
    dropped = result.witness("rows.jsonl:1")
    assert dropped.row["dropped_by"] == "DUP002"
    assert dropped.keeper is not None
    assert dropped.keeper["row_id"] == 1
    assert dropped.keeper_text == f"{words} one more"
    short = result.witness(2)
    reason = next(reason for reason in short.reasons if reason.code == "QLT001")
    assert reason.signals["chars"] == 2
    assert reason.thresholds == {"min_chars": 10}
    path.write_text("other", encoding="utf-8")
    assert result.witness(2).missing == f"{path}: has changed since the run; its rows may be others now"
    path.unlink()
    assert "is not there any more" in (result.witness(2).missing or "")


def test_the_texts_of_a_run_come_from_its_clean_data_set(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = [{"q": "one?", "a": "yes"}, {"q": "two?", "a": None}, {"q": "one?", "a": "yes"}]
    result = dataaudit.audit(write_jsonl(rows), out=tmp_path / "run", template="{q} {a}", settings=QUICK)
    assert list(result.texts()) == [(0, "one? yes"), (1, "two? ")]


def test_fields_have_their_own_duplicate_rates(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = [{"q": "same", "a": str(n)} for n in range(4)]
    result = dataaudit.audit(
        write_jsonl(rows), out=tmp_path / "run", template="{q} {a}", settings=[*QUICK, 'input.fields={prompt: "{q}"}']
    )
    assert result.metrics["duplicates.fields.prompt.rate"] == 0.75
    assert result.metrics["duplicates.exact.rate"] == 0
