"""Runs that are killed, starved, disturbed: the same command goes on, and nothing is lost or half-written."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dataaudit
from dataaudit.sources import corpus
from dataaudit.store.manifest import damaged_parts, read_manifest

ROWS = [
    {"text": f"row {n} of a small corpus, with some words " * (1 + n % 3), "label": "ab"[n % 2]} for n in range(300)
]
ROWS += ROWS[:20]
SETTINGS = [
    "report.clusters=2",
    "stages.tokens.tokenizer=false",
    *(f"stages.{name}=false" for name in ("quality", "passages", "language")),
]

KILLER = """
import os, signal, sys
from dataaudit.cli.main import main
from dataaudit.sources import corpus
from dataaudit.store import atomic
corpus.PART_ROWS = 40
write, left = atomic._write, int(sys.argv[1])
def counted(*arguments):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return write(*arguments)
atomic._write = counted
main(sys.argv[2:])
"""


def digests(folder: Path) -> dict[str, str]:
    names = [*sorted(folder.rglob("*.parquet")), folder / "summary.json"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}


def start(*arguments: str, code: str | None = None, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def starve() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit or 0, limit or 0))

    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "dataaudit"]
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, preexec_fn=starve if limit is not None else None
    )


def arguments(source: Path, out: Path, *more: str) -> list[str]:
    return ["run", "--input", str(source), "--out", str(out), "--quiet", "--set", *SETTINGS, *more]


def check_killed_at(points: list[int], source: Path, folder: Path) -> int:
    """Kill a run at its n-th write, for every point, and let it go on each time; returns how often it was killed."""
    whole = start("0", *arguments(source, folder / "whole"), code=KILLER)
    assert whole.returncode == 0, whole.stderr
    expected = digests(folder / "whole")
    kills = 0
    for point in points:
        out = folder / f"killed{point}"
        killed = start(str(point), *arguments(source, out), code=KILLER)
        kills += killed.returncode == -signal.SIGKILL
        if killed.returncode != 0:
            assert not (out / "manifest.json").exists()
            again = start("0", *arguments(source, out), code=KILLER)
            assert again.returncode == 0, again.stderr
        assert digests(out) == expected
        assert not (out / ".work").exists()
    return kills


def test_a_run_killed_by_the_system_ends_with_the_same_bytes(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "PART_ROWS", 40)
    source, out = write_jsonl(ROWS), tmp_path / "killed"
    dataaudit.audit(source, out=tmp_path / "whole", settings=SETTINGS)
    assert start("25", *arguments(source, out), code=KILLER).returncode == -signal.SIGKILL
    assert not (out / "manifest.json").exists()
    dataaudit.audit(source, out=out, settings=SETTINGS)
    assert digests(out) == digests(tmp_path / "whole")
    assert not (out / ".work").exists()


@pytest.mark.full
def test_a_run_killed_at_every_write_ends_with_the_same_bytes(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    source = write_jsonl(ROWS)
    kills = check_killed_at(list(range(1, 80)), source, tmp_path)
    assert 30 <= kills < 79  # the last points lie behind the last write: every one before was tried


def test_a_full_disk_is_one_sentence_and_the_run_goes_on(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    source, out = write_jsonl(ROWS), tmp_path / "run"
    done = start(*arguments(source, out), limit=3000)
    assert done.returncode == 3
    assert "the disk is full; free some space and rerun the same command to resume" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (out / "manifest.json").exists()
    assert [
        path for path in out.rglob("*") if path.name.startswith(".") and path.is_file() and path.name != ".lock"
    ] == []
    assert dataaudit.audit(source, out=out, settings=SETTINGS).row_counts["read"] == len(ROWS)


def test_a_full_disk_leaves_the_result_that_was_there(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    source, out = write_jsonl(ROWS), tmp_path / "run"
    dataaudit.audit(source, out=out, settings=SETTINGS)
    before = digests(out)
    done = start("gate", str(out), "--rules", "default", limit=10)
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    manifest = read_manifest(out)
    assert manifest is not None
    assert damaged_parts(out, manifest) == []
    assert {name: digest for name, digest in digests(out).items() if name != "summary.json"} == {
        name: digest for name, digest in before.items() if name != "summary.json"
    }


def test_a_folder_that_cannot_be_written_is_named_before_any_work(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    done = start(*arguments(write_jsonl(ROWS), Path("/proc/dataaudit-run")))
    assert done.returncode in (2, 3)
    assert "/proc/dataaudit-run" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_damaged_part_is_made_anew_by_the_same_command(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    source, out = write_jsonl(ROWS), tmp_path / "run"
    dataaudit.audit(source, out=out, settings=SETTINGS)
    before = digests(out)
    part = out / "rows" / "part-00000.parquet"
    data = part.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 0xFF
    events: list[str] = []
    for damaged in (bytes(flipped), data[: len(data) // 2], None):
        part.unlink()
        if damaged is not None:
            part.write_bytes(damaged)
        events.clear()
        dataaudit.audit(source, out=out, settings=SETTINGS, watcher=lambda record: events.append(record["event"]))
        assert "damaged_parts" in events
        assert digests(out) == before


def test_tables_do_not_depend_on_the_number_of_threads(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "PART_ROWS", 30)
    source = write_jsonl(ROWS)
    found = {}
    for threads in (1, 3):
        for module in ("read_signals", "run"):
            monkeypatch.setattr(f"dataaudit.engine.{module}.workers", lambda threads=threads: threads)
        dataaudit.audit(source, out=tmp_path / str(threads), settings=SETTINGS)
        found[threads] = digests(tmp_path / str(threads))
    assert found[3] == found[1]


def test_a_memory_budget_that_is_exceeded_stops_the_run_which_goes_on(
    write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    source, out = write_jsonl(ROWS), tmp_path / "run"
    done = start(*arguments(source, out, "limits.max_memory=50MiB"))
    assert done.returncode == 3
    assert "more than limits.max_memory (50.0 MiB); raise it and rerun the same command to resume" in done.stderr
    assert not (out / "manifest.json").exists()
    result = dataaudit.audit(source, out=out, settings=[*SETTINGS, "limits.max_memory=8GiB"])
    assert result.row_counts["read"] == len(ROWS)


def test_a_run_predicts_what_it_needs_and_measures_it(write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    events: dict[str, dict[str, object]] = {}
    dataaudit.audit(
        write_jsonl(ROWS),
        out=tmp_path / "run",
        settings=SETTINGS,
        watcher=lambda record: events.update({record["event"]: record}),
    )
    assert abs(int(str(events["prediction"]["rows"])) - len(ROWS)) <= 2
    finished = events["run_finished"]
    assert int(str(finished["disk_bytes"])) > 10_000
    assert int(str(finished["peak_memory_bytes"])) > 50 << 20
    json.dumps(events)
    assert (tmp_path / "run" / "manifest.json").is_file()
