"""A heartbeat says that a run is alive, and when it last told of something."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from dataaudit.cli import heartbeat
from dataaudit.cli.heartbeat import beating


def test_it_beats_while_the_run_works_and_says_when_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SECONDS", 0.02)
    path, told = tmp_path / "beat.json", []
    with beating(path, told.append) as watcher:
        assert watcher is not None
        first = json.loads(path.read_bytes())
        assert (first["state"], first["stage"]) == ("running", None)
        watcher({"time": "2026-01-01T00:00:00.000+00:00", "event": "stage_started", "stage": "read"})
        deadline = time.monotonic() + 10
        while (held := json.loads(path.read_bytes()))["stage"] != "read":
            assert time.monotonic() < deadline
        assert held["progress_time"] == "2026-01-01T00:00:00.000+00:00"
        assert held["time"] > held["progress_time"]
    assert json.loads(path.read_bytes())["state"] == "ended"
    assert len(told) == 1


def test_a_run_that_fails_has_ended_too_and_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "beat.json"
    with pytest.raises(ValueError, match="x"), beating(path, None):
        raise ValueError("x")
    assert json.loads(path.read_bytes())["state"] == "ended"
    with beating(None, None) as watcher:
        assert watcher is None
    assert list(tmp_path.iterdir()) == [path]
