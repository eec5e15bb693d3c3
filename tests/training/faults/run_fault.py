"""Runs one training with probes, finder and monitor, and judges it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor
from training.faults.tiny_models import Setup

from dataaudit.findings.finding import Result
from dataaudit.training.judge_run import judge_run, tables_of
from dataaudit.training.logs.run_log import NOTES
from dataaudit.training.lr_finder.find_learning_rate import find_learning_rate
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.probes.probe import probe

INTERVAL = 5
EVERY = 10


class Scaler:
    """A gradient scaler whose scale is told beforehand."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.step = setup, 0

    def get_scale(self) -> float:
        return self.setup.scale_at(self.step) if self.setup.scale_at else 1.0

    def is_enabled(self) -> bool:
        return True


def pairs(loader: Any) -> Any:
    """A loader's batches without row ids, begun anew every time."""

    class Pairs:
        sampler = loader.sampler
        generator = getattr(loader, "generator", None)

        def __iter__(self) -> Any:
            return ((inputs, targets) for inputs, targets, _ in loader)

    return Pairs()


def run(setup: Setup) -> tuple[list[Result], dict[str, Any]]:
    """Findings of a training, and its tables."""
    torch.manual_seed(setup.seed)
    train = setup.loader(setup.train, setup.shuffle)
    validation = setup.loader(setup.validation, shuffle=False)
    delay, setup.train.delay = setup.train.delay, 0.0
    before = probe(
        setup.model, pairs(train), criterion=setup.criterion, validation=pairs(validation),
        accumulation=setup.accumulation, steps=80,
    )  # fmt: skip
    optimizer = setup.make_optimizer(setup.model)
    try:
        rates = find_learning_rate(setup.model, optimizer, pairs(train), criterion=setup.criterion, points=60)
        finder = rates.tables()
    except (RuntimeError, ValueError):
        finder = {}
    setup.train.delay = delay
    scaler = Scaler(setup) if setup.scale_at else None
    monitor = TrainingMonitor(
        setup.model, optimizer, interval=INTERVAL, scaler=scaler, chance_loss=before.chance_loss,
        baseline_loss=before.baseline_loss,
    )  # fmt: skip
    train_all(setup, optimizer, monitor, train, scaler)
    tables = monitor.tables()
    metrics = monitor.recorder.metrics()
    known = tables_of(tables["curves"], pl.DataFrame(schema=NOTES), metrics, "simple model")
    tables = {**tables, **finder, "probes": pl.concat([before.measures, tables["probes"]])}
    if "baseline" in known:
        tables["baseline"] = known["baseline"]
    monitor.close()
    assert monitor.recorder.notes == [], monitor.recorder.notes
    judged = judge_run(f"{setup.kind}-{setup.seed}", tables, metrics)
    found = [one for one in judged.findings if one.status == "found"]
    return found, {**tables, "metrics": metrics, "not_run": before.not_run}


def train_all(setup: Setup, optimizer: Any, monitor: TrainingMonitor, train: Any, scaler: Scaler | None) -> None:
    """Train all steps, watched, with an evaluation every ten."""
    rates = [group["lr"] for group in optimizer.param_groups]
    setup.model.train(not setup.eval_mode)
    step = 0
    while step < setup.steps:
        for batch in monitor.watch(train):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * (setup.rate_at(step) if setup.rate_at else 1.0)
            train_one(setup, optimizer, monitor, batch, step, scaler)
            step += 1
            if scaler:
                scaler.step = step
            if step % EVERY == 0:
                evaluate(setup, monitor)
            if step >= setup.steps:
                break


def train_one(
    setup: Setup, optimizer: Any, monitor: TrainingMonitor, batch: Any, step: int, scaler: Scaler | None
) -> None:
    """Train one step, as the setup says."""
    inputs, targets, ids = batch
    if step in setup.poison_at:
        inputs, targets = poisoned(setup, inputs, targets)
    output = setup.model(inputs)
    loss = setup.criterion(output, targets)
    scale = scaler.get_scale() if scaler else 1.0
    if loss.requires_grad:
        (loss * scale).backward()
    for parameter in setup.model.parameters() if scaler else ():
        parameter.grad.div_(scale)
    if setup.clip:
        torch.nn.utils.clip_grad_norm_(setup.model.parameters(), setup.clip)
    if setup.zero_grad == "before_step":
        optimizer.zero_grad()
    optimizer.step()
    if setup.zero_grad == "after":
        optimizer.zero_grad()
    if setup.keep_graphs:
        setup.kept.append(loss)
    monitor.step(loss, row_ids=ids, **by_row(output, targets))


def by_row(output: Tensor, targets: Tensor) -> dict[str, Any]:
    """Losses by row of a classifier."""
    if output.dim() != 2 or targets.dim() != 1 or targets.is_floating_point():
        return {}
    losses = torch.nn.functional.cross_entropy(output.detach(), targets, reduction="none")
    return {"sample_losses": losses, "logits": output.detach(), "labels": targets}


def poisoned(setup: Setup, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """A batch of garbage: inputs and targets that have nothing to do with each other."""
    generator = torch.Generator().manual_seed(setup.seed)
    if setup.kind == "transformer":
        return torch.randint(0, 40, inputs.shape, generator=generator), torch.randint(
            0, 40, targets.shape, generator=generator
        )
    if setup.kind == "regression":
        return inputs, targets * -8
    return inputs * 3, (targets + 1) % (int(setup.train.targets.max()) + 1)


def evaluate(setup: Setup, monitor: TrainingMonitor) -> None:
    """Losses in eval mode on a part of the training data and on the validation data."""
    training = setup.model.training
    setup.model.eval()
    with torch.no_grad():
        for split, rows in (("train_eval", setup.train), ("validation", setup.validation)):
            inputs, targets = rows.inputs[:256], rows.targets[:256]
            output = setup.model(inputs)
            more = {}
            if output.dim() == 2 and not targets.is_floating_point():
                more["accuracy"] = float((output.argmax(-1) == targets).float().mean())
            monitor.evaluate(split, float(np.float64(setup.criterion(output, targets))), **more)
    setup.model.train(training)
