"""Whole runs of a small corpus: threads, and what is told of what they need."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.attempt import LIGHT, digests
from faults.fault import rows

import dataaudit
from dataaudit.sources import corpus_part as corpus

ROWS = rows(300, label=lambda n: "ab"[n % 2])
ROWS += ROWS[:20]
SETTINGS = list(LIGHT)


def test_tables_do_not_depend_on_the_number_of_threads(
    write_jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "PART_ROWS", 30)
    source = write_jsonl(ROWS)
    found = {}
    for threads in (1, 3):
        for module in ("reading.read_signals", "run"):
            monkeypatch.setattr(f"dataaudit.engine.{module}.workers", lambda threads=threads: threads)
        dataaudit.audit(source, out=tmp_path / str(threads), settings=SETTINGS)
        found[threads] = digests(tmp_path / str(threads), results=True)
    assert found[3] == found[1]


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
