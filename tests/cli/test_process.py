"""The command as a process: help, signals, a reader that goes away."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "dataaudit"]


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.full)]
)
def test_an_interrupted_run_says_so_and_goes_on_later(tmp_path: Path, number: int, code: int) -> None:
    rows = "".join(json.dumps({"text": f"row {n} " + "with some words " * 50}) + "\n" for n in range(60_000))
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    arguments = ["run", "--input", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "run")]
    process = start(*arguments)
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["event"] == "stage_started":
            break
    time.sleep(0.5)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert errors.splitlines()[-1].endswith("rerun the same command to resume")
    assert "Traceback" not in errors
    assert not (tmp_path / "run/manifest.json").exists()
    assert list((tmp_path / "run").rglob("*.tmp*")) == []


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = start("explain")
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.full
def test_a_second_run_into_a_folder_stops_and_names_the_first(tmp_path: Path) -> None:
    from dataaudit.store.lock import RunLock

    (tmp_path / "rows.jsonl").write_text('{"text": "one"}\n', encoding="utf-8")
    with RunLock(tmp_path / "run"):
        process = start("run", "--input", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "run"), "--quiet")
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "another run is writing here (process" in errors
