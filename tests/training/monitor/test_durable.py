"""What is left of a run that was killed, and how one that was resumed is put together."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from training.monitor.loops import batches, net, train

from dataaudit.errors import InputError
from dataaudit.training.diagnosis import diagnose
from dataaudit.training.run_folder import MARK, read_run

SCRIPT = """
import sys, time, torch
from dataaudit import TrainingMonitor
model = torch.nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), 0.1)
monitor = TrainingMonitor(model, optimizer, out=sys.argv[1], interval=2, flush=0.0)
print("begun", flush=True)
while True:
    loss = torch.nn.functional.cross_entropy(model(torch.randn(16, 4)), torch.randint(0, 3, (16,)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    monitor.step(loss)
"""


@pytest.mark.full
@pytest.mark.parametrize("seconds", [0.1 * one for one in range(1, 21)])
def test_a_run_that_is_killed_can_be_diagnosed_up_to_its_last_write(seconds: float, tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    running.stdout.readline()
    while not (tmp_path / "run" / MARK).is_file():
        time.sleep(0.01)
    time.sleep(seconds)
    running.kill()
    running.wait()
    running.stdout.close()
    _, tables, _, _ = read_run(tmp_path / "run")
    losses = tables["curves"].filter(split="train", metric="loss")
    assert losses["step"].to_list() == list(range(losses.height))
    assert losses.height > 0
    assert diagnose(tmp_path / "run").runs


def test_a_resumed_run_keeps_what_came_before_and_marks_what_is_measured_again(tmp_path: Path) -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    first, _ = train(model, optimizer, batches(40), out=tmp_path / "run", interval=10)
    first.close()
    second, _ = train(model, optimizer, batches(20, seed=1), out=tmp_path / "run", interval=10, start=30)
    second.close()
    _, tables, _, notes = read_run(tmp_path / "run")
    assert notes == ["resumed at step 30"]
    losses = tables["curves"].filter(split="train", metric="loss")
    kept = losses.filter(~losses["superseded"])
    assert kept["step"].to_list() == list(range(50))
    assert losses.filter(losses["superseded"])["step"].to_list() == list(range(30, 40))
    assert losses["place"].is_sorted()
    assert sorted(tables["gradients"]["step"].unique().to_list()) == [0, 1, 2, 3, 4, 10, 20, 30, 31, 32, 33, 34, 40]
    assert tables["monitored_steps"]["step"].to_list() == list(range(50))
    third, _ = train(net(), optimizer, batches(6), out=tmp_path / "run")
    third.close()
    assert read_run(tmp_path / "run")[1]["curves"]["step"].max() == 5


def test_a_training_that_continues_where_nothing_was_written_begins_at_its_step(tmp_path: Path) -> None:
    model = net()
    monitor, _ = train(model, torch.optim.SGD(model.parameters(), 0.1), batches(3), out=tmp_path / "run", start=7)
    monitor.close()
    assert read_run(tmp_path / "run")[1]["monitored_steps"]["step"].to_list() == [7, 8, 9]


def test_an_earlier_run_that_cannot_be_read_is_an_error_before_the_training(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        train(net(), torch.optim.SGD(net().parameters(), 0.1), [], out=tmp_path, start=3)
