from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import dataaudit
from dataaudit.errors import ConfigurationError, IncompleteError, QuarantineError, RunDirectoryError
from dataaudit.sources import corpus as corpus_module
from dataaudit.store import atomic

QUICK = ["report.clusters=3", "stages.tokens.tokenizer=false"]
"""Settings that leave out what a test does not look at."""


def corpus(count: int = 120, seed: int = 0) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    words = [f"word{n}" for n in range(300)]
    texts = [" ".join(rng.choices(words, k=rng.randint(1, 40))) for _ in range(count)]
    rows = [{"text": text, "label": rng.choice("ab"), "n": number} for number, text in enumerate(texts)]
    for _ in range(count // 4):
        row = dict(rng.choice(rows))
        if rng.random() < 0.5 and " " in row["text"]:
            row["text"] += " and more"
        rows.append(row)
    rng.shuffle(rows)
    return rows


def tables(folder: Path) -> dict[str, str]:
    """Digests of all tables of a run."""
    found = {}
    for path in sorted(folder.rglob("*.parquet")):
        found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    found["summary.json"] = hashlib.sha256((folder / "summary.json").read_bytes()).hexdigest()
    return found


def check(result: dataaudit.AuditResult) -> None:
    """What must hold of every run."""
    rows, counts = result.rows(), result.row_counts
    assert counts["read"] == counts["kept"] + counts["dropped"] + counts["quarantined"]
    assert rows.height == counts["read"] - counts["quarantined"]
    assert result.clean()["row_id"].to_list() == rows.filter(pl.col("kept"))["row_id"].to_list()
    assert rows["row_id"].is_sorted()
    assert rows["row_id"].n_unique() == rows.height
    dropped = rows.filter(~pl.col("kept"))
    assert dropped["dropped_by"].null_count() == 0
    assert rows.filter(pl.col("kept"))["dropped_by"].drop_nulls().len() == 0
    duplicates = dropped.filter(pl.col("dropped_by").is_in(["DUP001", "DUP002"]))
    keepers = rows.filter(pl.col("kept"))["row_id"].implode()
    assert duplicates.filter(~pl.col("duplicate_of").is_in(keepers)).height == 0
    assert (duplicates["similarity"] >= 0.8).all()
    pairs = result.pairs()
    known = set(
        zip(
            pairs["row_a"].to_list() + pairs["row_b"].to_list(),
            pairs["row_b"].to_list() + pairs["row_a"].to_list(),
            strict=True,
        )
    )
    assert all(pair in known for pair in duplicates.select("row_id", "duplicate_of").iter_rows())
    json.loads((result.path / "summary.json").read_text(encoding="utf-8"), parse_constant=lambda name: 1 / 0)


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
            "languages.parquet",
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


def test_a_second_run_does_nothing_and_another_configuration_is_refused(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path, out = write_jsonl(corpus(40)), tmp_path / "run"
    dataaudit.audit(path, out=out, settings=QUICK)
    before = {item: item.stat().st_mtime_ns for item in out.rglob("*") if item.is_file() and item.name != "log.jsonl"}
    events: list[str] = []
    dataaudit.audit(
        path,
        out=out,
        settings=[*QUICK, "limits.max_quarantined=5"],
        watcher=lambda record: events.append(record["event"]),
    )
    assert events == ["already_finished"]
    assert before == {
        item: item.stat().st_mtime_ns for item in out.rglob("*") if item.is_file() and item.name != "log.jsonl"
    }
    for settings in (["stages.minhash.threshold=0.9"], ["findings.short-text={min_chars: 3}"], ["report.language=zh"]):
        with pytest.raises(RunDirectoryError, match="another input, configuration or version"):
            dataaudit.audit(path, out=out, settings=[*QUICK, *settings])


def test_without_out_a_run_lands_in_reports_by_its_fingerprint(
    in_folder: Path, write_jsonl: Callable[..., Path]
) -> None:
    path = write_jsonl(corpus(20))
    first = dataaudit.audit(path, settings=QUICK)
    assert first.path.parent == Path("reports")
    assert dataaudit.audit(path, settings=QUICK).path == first.path
    assert dataaudit.audit(path, settings=[*QUICK, "clean.duplicates=[]"]).path != first.path
    assert len(list((in_folder / "reports").iterdir())) == 2


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


@pytest.mark.usefixtures("small_parts")
def test_a_run_killed_at_any_write_ends_with_the_same_bytes(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_jsonl([*corpus(60), "{bad"])
    reference = dataaudit.audit(path, out=tmp_path / "whole", settings=QUICK)
    expected = tables(reference.path)
    write = atomic._write
    count = 0

    def counted(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count == fatal:
            raise Killed
        return write(*arguments)

    monkeypatch.setattr(atomic, "_write", counted)
    fatal = kills = 0
    out = tmp_path / "killed"
    while True:
        fatal, count = kills % 7 + 1, 0  # several kills of one run, each a few writes further
        try:
            dataaudit.audit(path, out=out, settings=QUICK)
        except Killed:
            kills += 1
            assert not (out / "manifest.json").exists()
            if kills > 60:
                monkeypatch.setattr(atomic, "_write", write)
            continue
        break
    assert kills > 10
    assert tables(out) == expected
    assert not (out / ".work").exists()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "PART_ROWS", 16)


def test_a_resumed_run_does_not_compute_finished_parts_again(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: None
) -> None:
    path = write_jsonl([*corpus(60), *["{bad"] * 20])
    out = tmp_path / "run"
    with pytest.raises(QuarantineError) as caught:
        dataaudit.audit(path, out=out, settings=QUICK)
    assert caught.value.exit_code == 3
    assert "20 of 95 rows could not be read (mostly JSN001" in str(caught.value)
    assert sorted(item.name for item in out.iterdir()) == [".work", "log.jsonl", "quarantine"]
    monkeypatch.setattr("dataaudit.engine.read_signals.signal_table", None)  # computing any part would fail
    result = dataaudit.audit(path, out=out, settings=[*QUICK, "limits.max_quarantined=20"])
    check(result)
    assert result.row_counts["quarantined"] == 20


def test_a_changed_input_is_not_mixed_with_finished_parts(
    write_jsonl: Callable[..., Path], tmp_path: Path, small_parts: None
) -> None:
    rows = corpus(60)
    out = tmp_path / "run"
    with pytest.raises(QuarantineError):
        dataaudit.audit(write_jsonl([*rows, *["{bad"] * 20]), out=out, settings=QUICK)
    path = write_jsonl(list(reversed(rows)))
    result = dataaudit.audit(path, out=out, settings=QUICK)
    check(result)
    fresh = dataaudit.audit(path, out=tmp_path / "fresh", settings=QUICK)
    assert tables(out) == tables(fresh.path)


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_tables_do_not_depend_on_batches(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    path = write_jsonl(corpus(50))
    expected = tables(dataaudit.audit(path, out=tmp_path / "one", settings=QUICK).path)
    monkeypatch.setattr("dataaudit.engine.read_signals.BATCH", batch)
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 300 * batch)
    assert tables(dataaudit.audit(path, out=tmp_path / "two", settings=QUICK).path) == expected


def test_the_kept_texts_do_not_depend_on_the_order_of_shards(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = corpus(80)
    kept = []
    for turn in range(3):
        random.Random(turn).shuffle(rows)
        folder = f"in{turn}"
        for shard in range(3):
            write_jsonl(rows[shard::3], f"{folder}/{shard}.jsonl")
        result = dataaudit.audit(tmp_path / folder, out=tmp_path / f"run{turn}", settings=QUICK)
        check(result)
        kept.append(sorted(result.clean()["text"].to_list()))
    assert kept[0] == kept[1] == kept[2]


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
    cluster = result.clusters()
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
    with pytest.raises(IncompleteError, match="end early"):
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


def test_rethreshold_judges_again_as_a_fresh_run_would(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    path = write_jsonl([*corpus(100), "{bad"])
    settings = ["report.clusters=0"]
    result = dataaudit.audit(path, out=tmp_path / "run", settings=settings)
    path.rename(tmp_path / "gone.jsonl")  # no text can be read any more
    again = result.rethreshold(
        {"short-text": {"min_chars": 60}, "over-length": {"max_tokens": 20}},
        near_threshold=0.9,
        clean={"drop": ["short-text"]},
    )
    (tmp_path / "gone.jsonl").rename(path)
    options = [
        "findings.short-text={min_chars: 60}", "findings.over-length={max_tokens: 20}", "clean.drop=[short-text]",
        "stages.minhash.threshold=0.9",
    ]  # fmt: skip
    fresh = dataaudit.audit(path, out=tmp_path / "fresh", settings=[*settings, *options])
    same = ["row_id", "kept", "dropped_by", "duplicate_of", "similarity"]
    assert again.rows().select(same).equals(fresh.rows().select(same))
    assert again.metrics == dict(fresh.metrics)
    assert [(one.code, one.count, one.severity) for one in again.findings] == [
        (one.code, one.count, one.severity) for one in fresh.findings
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"near_threshold": 0.5}, "pairs below 0.8 were never looked for"),
        ({"findings": {"short-txt": {}}}, "did you mean 'short-text'"),
        ({"findings": {"short-text": {"min_char": 3}}}, "did you mean 'min_chars'"),
        ({"clean": {"drp": []}}, "did you mean 'drop'"),
    ],
)
def test_rethreshold_refuses_what_it_cannot_answer(tmp_path: Path, arguments: dict[str, Any], says: str) -> None:
    result = dataaudit.audit(
        pl.DataFrame({"text": ["a b c", "a b c d"]}), out=tmp_path / "run", settings=["report.clusters=0"]
    )
    with pytest.raises(ConfigurationError, match=says):
        result.rethreshold(**arguments)


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
