"""``dataaudit watch``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SOUND = "step,loss\n" + "".join(f"{step},{3 - step / 100:.2f}\n" for step in range(200))
BROKEN = "step,loss\n" + "".join(f"{step},{3 - step / 100 if step < 150 else 'nan'}\n" for step in range(200))


def test_one_look_prints_what_was_found_and_how_far_the_training_is(call: Callable[..., Any], in_folder: Path) -> None:
    (in_folder / "log.csv").write_text(BROKEN, encoding="utf-8")
    code, out, err = call("watch", "log.csv", "--once")
    assert (code, err) == (0, "")
    assert re.search(r"^\d\d:\d\d:\d\d log.csv: error +TRN001 non-finite-loss \(1.00\): ", out)
    assert out.splitlines()[-1] == "log.csv: read to step 199, not ended"


def test_a_severity_that_was_found_fails_and_another_does_not(call: Callable[..., Any], in_folder: Path) -> None:
    (in_folder / "log.csv").write_text(BROKEN, encoding="utf-8")
    (in_folder / "sound.csv").write_text(SOUND, encoding="utf-8")
    assert call("watch", "log.csv", "--fail-on", "error")[0] == 1
    assert call("watch", "sound.csv", "--fail-on", "error", "--once")[0] == 0


def test_a_command_is_told_and_the_page_is_written(call: Callable[..., Any], in_folder: Path) -> None:
    (in_folder / "log.csv").write_text(BROKEN, encoding="utf-8")
    call("watch", "log.csv", "--once", "--on-finding", "cat > told.json", "--page", "page.html")
    told = json.loads((in_folder / "told.json").read_text(encoding="utf-8"))
    assert (told["run"], told["name"]) == ("log.csv", "non-finite-loss")
    assert "no longer watched" in (in_folder / "page.html").read_text(encoding="utf-8")


def test_nothing_to_read_and_an_impossible_wait_are_told(call: Callable[..., Any], in_folder: Path) -> None:
    code, _, err = call("watch", "nowhere", "--once")
    assert (code, err.splitlines()[-1]) == (2, "dataaudit: nothing to read yet: nowhere")
    (in_folder / "empty.csv").write_text("a,b\n", encoding="utf-8")
    code, _, err = call("watch", "empty.csv", "--once")
    assert code == 2
    assert len(err.splitlines()) <= 2
    assert "empty.csv" in err
    assert call("watch", "nowhere", "--every", "0")[0] == 2


@pytest.mark.full
def test_a_training_is_followed_from_before_its_first_line_to_its_end(in_folder: Path) -> None:
    command = [sys.executable, "-m", "dataaudit", "watch", "run", "--every", "0.1"]
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    script = """
import torch
from dataaudit import TrainingMonitor
model = torch.nn.Linear(4, 3)
with TrainingMonitor(model, torch.optim.SGD(model.parameters(), 0.1), out="run", flush=0) as monitor:
    for step in range(60):
        monitor.step(float("nan") if step > 40 else 1.0)
"""
    assert watching.stderr is not None
    assert watching.stderr.readline() == "dataaudit: waiting for run\n"
    subprocess.run([sys.executable, "-c", script], check=True)
    began = time.monotonic()
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, err) == (0, "")
    assert "non-finite-loss" in out
    assert out.splitlines()[-1] == "run: read to step 59, ended"
    assert time.monotonic() - began < 30
