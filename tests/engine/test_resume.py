"""Runs that end early, are repeated, or are cut in other ways: the result is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from conftest import FULL
from engine.whole_runs import QUICK, check, corpus, tables
from killed import Killed, Writes

import dataaudit
from dataaudit.errors import QuarantineError, RunDirectoryError
from dataaudit.sources import corpus_part as corpus_module


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


@pytest.mark.usefixtures("small_parts")
def test_a_run_killed_at_any_write_ends_with_the_same_bytes(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"text": f"write to person{number}@example.org today"} for number in range(20)]
    path = write_jsonl([*corpus(60), *rows, "{bad"])
    settings = [*QUICK, "clean.pii=mask"]
    reference = dataaudit.audit(path, out=tmp_path / "whole", settings=settings)
    assert pl.read_parquet(reference.path / "edits/*.parquet").height > 0
    expected = tables(reference.path)
    writes, kills = Writes(monkeypatch), 0
    out = tmp_path / "killed"
    while True:  # several kills of one run, each a few writes further
        writes.kill_at(kills % 7 + 1 if kills <= (60 if FULL else 8) else None)
        try:
            dataaudit.audit(path, out=out, settings=settings)
        except Killed:
            kills += 1
            assert not (out / "manifest.json").exists()
            continue
        break
    assert kills > 8
    assert tables(out) == expected
    assert not (out / ".work").exists()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "PART_ROWS", 16)


@pytest.mark.full
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
    monkeypatch.setattr("dataaudit.engine.reading.read_signals.signal_table", None)  # computing any part would fail
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


@pytest.mark.parametrize(
    "batch", [pytest.param(1, marks=pytest.mark.full), 7, pytest.param(1000, marks=pytest.mark.full)]
)
def test_tables_do_not_depend_on_batches(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    path = write_jsonl(corpus(50))
    expected = tables(dataaudit.audit(path, out=tmp_path / "one", settings=QUICK).path)
    monkeypatch.setattr("dataaudit.engine.reading.signal_table.BATCH", batch)
    monkeypatch.setattr("dataaudit.sources.blocks.BLOCK", 300 * batch)
    assert tables(dataaudit.audit(path, out=tmp_path / "two", settings=QUICK).path) == expected


@pytest.mark.full
def test_the_kept_texts_do_not_depend_on_the_order_of_shards(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows = corpus(80)
    kept = []
    for turn in range(3 if FULL else 2):
        random.Random(turn).shuffle(rows)
        folder = f"in{turn}"
        for shard in range(3):
            write_jsonl(rows[shard::3], f"{folder}/{shard}.jsonl")
        result = dataaudit.audit(tmp_path / folder, out=tmp_path / f"run{turn}", settings=QUICK)
        check(result)
        kept.append(sorted(result.clean()["text"].to_list()))
    assert all(one == kept[0] for one in kept)


def test_an_unfinished_run_leaves_no_table_to_another_one(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_jsonl([{"text": f"person{number}@example.org", "label": "ab"[number % 2]} for number in range(20)])
    out = tmp_path / "run"
    with monkeypatch.context() as patched:
        patched.setattr("dataaudit.api.auditing.render_report", None)
        with pytest.raises(TypeError):
            dataaudit.audit(path, out=out, settings=[*QUICK, "clean.pii=mask"])
    assert (out / "edits").is_dir()
    assert (out / "classes.parquet").is_file()
    fewer = [*QUICK, "stages.classes=false", "stages.language=false"]
    result = dataaudit.audit(path, out=out, settings=fewer)
    assert tables(out) == tables(dataaudit.audit(path, out=tmp_path / "fresh", settings=fewer).path)
    assert set(result.manifest.parts) == {str(one.relative_to(out)) for one in out.rglob("*.parquet")}
