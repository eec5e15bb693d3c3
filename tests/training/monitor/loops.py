"""Small trainings for the monitor, and what a plain loop measures by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import torch
from torch import Tensor, nn

from dataaudit.training.monitor.monitor import TrainingMonitor

Batch = tuple[Tensor, Tensor]


def batches(count: int, rows: int = 8, seed: int = 0) -> list[Batch]:
    """Rows of four numbers with one of three classes."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for _ in range(count):
        inputs = torch.randn(rows, 4, generator=generator)
        made.append((inputs, (inputs[:, 0] > 0).long() + (inputs[:, 1] > 0.5).long()))
    return made


def net(seed: int = 0, dropout: float = 0.0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 3))


@dataclass
class Plain:
    """What was true of every step: norms by parameter, in the order of the model."""

    names: list[str] = field(default_factory=list)
    gradients: list[list[float | None]] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)
    clipped: list[float] = field(default_factory=list)
    weights: list[list[float]] = field(default_factory=list)
    updates: list[list[float]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    given: Sequence[Batch],
    *,
    clip: float | None = None,
    accumulate: int = 1,
    zero: Callable[[torch.optim.Optimizer], None] = lambda optimizer: optimizer.zero_grad(),
    before: bool = True,
    scaler: Any = None,
    each: Callable[[Tensor, Batch], dict[str, Any]] = lambda output, batch: {},
    **settings: Any,
) -> tuple[TrainingMonitor, Plain]:
    """A plain loop under a monitor that is left open, and its own measurements.

    Args:
        model: Gives logits.
        optimizer: Its.
        given: Batches.
        clip: Largest norm of the gradient.
        accumulate: Batches of a step.
        zero: Clears the gradients.
        before: Whether that is before the backward passes; else after the step.
        scaler: Or None.
        each: Further arguments of ``monitor.step``.
        settings: Of the monitor.
    """
    own = Plain([name for name, _ in model.named_parameters()])
    held = list(model.parameters())
    monitor = TrainingMonitor(model, optimizer, scaler=scaler, **settings)
    for place in range(0, len(given), accumulate):
        if before:
            zero(optimizer)
        window = given[place : place + accumulate]
        total = 0.0
        for batch in window:
            output = model(batch[0])
            loss = nn.functional.cross_entropy(output, batch[1]) / len(window)
            (scaler.scale(loss) if scaler else loss).backward()
            total += float(loss.detach())
        if scaler:
            scaler.unscale_(optimizer)
        own.losses.append(total)
        own.gradients.append([None if one.grad is None else float(one.grad.norm()) for one in held])
        own.totals.append(sum(norm * norm for norm in own.gradients[-1] if norm is not None) ** 0.5)
        if clip:
            nn.utils.clip_grad_norm_(held, clip)
        own.clipped.append(sum(float(one.grad.norm()) ** 2 for one in held if one.grad is not None) ** 0.5)
        old = [one.detach().clone() for one in held]
        if scaler:
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
        own.weights.append([float(one.norm()) for one in old])
        own.updates.append([float((one.detach() - was).norm()) for one, was in zip(held, old, strict=True)])
        if not before:
            zero(optimizer)
        monitor.step(total, **each(output.detach(), batch))
    return monitor, own


def measure(monitor: TrainingMonitor, probe: str, name: str) -> float | None:
    """A row of the table of probes."""
    found = monitor.tables()["probes"].filter(probe=probe, measure=name)["value"]
    return float(found[0]) if len(found) else None


def by_step(monitor: TrainingMonitor, column: str) -> dict[int, list[Any]]:
    """A column of the table of gradients by step, parameters in the order of the model."""
    frame = monitor.tables()["gradients"].sort("step", "depth", maintain_order=True)
    return {int(step): rows[column].to_list() for (step,), rows in frame.group_by("step", maintain_order=True)}


def sampled(monitor: TrainingMonitor) -> pl.DataFrame:
    """Steps that were sampled."""
    return monitor.tables()["monitored_steps"].filter(pl.col("graphs").is_not_null())


def found(monitor: TrainingMonitor) -> set[str]:
    """Names of what the findings say, but for information."""
    told = monitor.diagnose().findings
    return {one.name for one in told if one.status == "found" and one.severity != "info"}
