"""What a monitor tells and stops while the training runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.monitor.loops import net

from dataaudit.findings.finding import Result
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.run_folder import is_closed, read_run


def endless(broken_at: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Batches of three classes that can be told apart; from one of them on, an input is NaN."""
    generator = torch.Generator().manual_seed(0)
    step = 0
    while True:
        inputs = torch.randn(16, 4, generator=generator)
        labels = (inputs[:, 0] > 0).long() + (inputs[:, 1] > 0.5).long()
        yield (inputs * torch.nan if step >= broken_at else inputs), labels
        step += 1


def trained(broken_at: int, most: int, **settings: Any) -> tuple[TrainingMonitor, int]:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    steps = 0
    with TrainingMonitor(model, optimizer, interval=10, **settings) as monitor:
        for inputs, labels in monitor.watch(endless(broken_at)):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            steps += 1
            if steps == most:
                break
    return monitor, steps


def test_a_loss_that_breaks_is_told_at_the_next_sampled_step_and_ends_the_loop(tmp_path: Path) -> None:
    told: list[Result] = []
    monitor, steps = trained(33, 1000, out=tmp_path / "run", on_finding=told.append, stop_on="error")
    assert (steps, monitor.should_stop) == (41, True)
    assert [one.name for one in told if one.severity == "error"] == ["non-finite-loss"]
    _, tables, _, notes = read_run(tmp_path / "run")
    assert tables["curves"].filter(split="train", metric="loss").height == 41
    assert any(note.startswith("it was to stop: train loss is NaN from step 33") for note in notes)
    assert is_closed(tmp_path / "run")


@pytest.mark.full
def test_a_sound_training_is_neither_told_nor_stopped(tmp_path: Path) -> None:
    told: list[Result] = []
    monitor, steps = trained(1000, 120, out=tmp_path / "run", on_finding=told.append, stop_on="warning", flush=0)
    assert (told, steps, monitor.should_stop) == ([], 120, False)


def test_a_function_that_fails_is_noted_and_the_training_continues(tmp_path: Path) -> None:
    def fails(finding: Result) -> None:
        message = "nobody listens"
        raise RuntimeError(message)

    monitor, steps = trained(3, 60, on_finding=fails)
    assert steps == 60
    assert any("RuntimeError: nobody listens" in note for note in monitor.recorder.notes)
