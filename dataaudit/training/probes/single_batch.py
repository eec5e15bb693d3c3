"""Tests whether the model can overfit one batch: with its inputs, without them, and with shuffled labels.

Source: Karpathy 2019, a recipe for training neural networks; the controls are this project's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.training.batches import altered_inputs, changed, inputs_of, rows_of, target_of, with_target
from dataaudit.training.objective import is_torchs
from dataaudit.training.probes.baselines import form_of
from dataaudit.training.probes.context import (
    Context,
    NotAssessed,
    Row,
    classes_of,
    cross_entropy_of,
    entropy,
    rows_apart,
    seeded,
    shifted,
    told,
    without_dropout,
)
from dataaudit.training.probes.loss_probes import label_smoothing
from dataaudit.training.training_state import restored

RATES = (1e-3, 1e-2, 1e-1, 1e-4)
_MOST_TARGETS = 256
_ENOUGH = 0.95
"""Share of the way to the floor at which a rate is good enough and no other is tried."""


def single_batch(context: Context) -> list[Row]:
    """Measure the loss that a small batch reaches with the best of four learning rates, and the controls."""
    model, whole = context.model, context.batches[0]
    try:
        all_rows = rows_apart(context)
    except NotAssessed:
        # Rows that cannot be taken apart stay together.
        all_rows = 0
    rows = min(context.rows, all_rows or rows_of(whole))
    given = target_of(whole)
    if given is not None and given.dim() > 1:
        # For texts, limit the rows to a few hundred targets: more cannot be learned in so few steps.
        rows = max(2, min(rows, _MOST_TARGETS // max(given[0].numel(), 1)))
    if rows < 2:
        return []
    batch = changed(whole, lambda tensor: tensor[:rows] if tensor.shape[0] == all_rows else tensor)
    rows = rows if all_rows else rows_of(whole)
    model.train(True)
    without_dropout(model)
    target = target_of(batch)
    with torch.no_grad():
        first = float(context.objective(model, batch))
    floor = _floor(context, batch, target) + label_smoothing(context)
    best, rate, accuracy, falling = first, RATES[0], None, False
    for candidate in RATES:
        with restored(model):
            reached, right, on = _fitted(context, batch, candidate, context.steps, floor, first)
        if reached < best or accuracy is None:
            best, rate, accuracy, falling = min(reached, best), candidate, right, on
        if first - best >= _ENOUGH * (first - floor):
            break
    measures: dict[str, float | None] = {
        "rows": rows, "first": first, "floor": floor, "real": best, "accuracy": accuracy, "rate": rate,
        "labels": _labels(target), "still_falling": float(falling),
        "floor_known": float(_floor_is_known(context, batch)), "trained": _trained_share(model),
    }  # fmt: skip
    with restored(model), altered_inputs(model, _zeroed(model, rows)) as altered:
        zeroed = _fitted(context, batch, rate, context.steps, floor, first)[0]
        measures["zeroed"] = None if altered.nothing else zeroed
    if target is not None and target.dim() >= 1 and target.shape[0] == rows:
        order = torch.randperm(rows, generator=seeded(3)).to(target.device)
        with restored(model):
            measures["shuffled"] = _fitted(
                context, with_target(batch, target[order]), rate, context.steps, floor, first
            )[0]
    return told("single_batch", **measures)


def _trained_share(model: nn.Module) -> float:
    """The share of a model's parameters that are trained."""
    sizes = [(one.numel(), one.requires_grad) for one in model.parameters()]
    return sum(size for size, trained in sizes if trained) / max(sum(size for size, _ in sizes), 1)


def _floor_is_known(context: Context, batch: Any) -> bool:
    """Whether the least possible loss is known: of torch's and the model's own losses, and of those of their value."""
    if is_torchs(context.objective.criterion) or (context.objective.criterion or context.objective.loss) is None:
        return True
    with torch.no_grad():
        return form_of(context.objective.capture(context.model, batch)) is not None


def _fitted(
    context: Context, batch: Any, rate: float, steps: int, floor: float, first: float
) -> tuple[float, float | None, bool]:
    """Return the lowest loss that Adam reaches, the final accuracy, and whether the loss was still falling."""
    parameters = [one for one in context.model.parameters() if one.requires_grad]
    if not parameters:
        return first, None, False
    optimizer = torch.optim.Adam(parameters, lr=rate)
    best, late = first, first
    for step in range(steps):
        optimizer.zero_grad()
        loss = context.objective(context.model, batch)
        value = float(loss.detach())
        if not loss.requires_grad or value != value or value > 1e3 * max(abs(first), 1.0):
            break
        best = min(best, value)
        if step == 2 * steps // 3:
            late = best
        if first - best >= 0.99 * (first - floor):
            break
        loss.backward()
        optimizer.step()
    return best, _accuracy(context, batch), late - best > 0.05 * max(best - floor, 0.0)


def _accuracy(context: Context, batch: Any) -> float | None:
    with torch.no_grad():
        captured = context.objective.capture(context.model, batch)
    if captured.output is None or captured.target is None:
        return None
    pair = cross_entropy_of(captured.output, captured.target, captured.loss)
    if pair is None and captured.output.dim() == 3:
        pair = shifted(captured.output, captured.target)
    pair = pair or classes_of(captured.output, captured.target)
    return None if pair is None else float((pair[0].argmax(-1) == pair[1]).float().mean())


def _zeroed(model: Any, rows: int) -> Callable[[Tensor], Tensor]:
    return lambda tensor: (
        torch.zeros_like(tensor) if tensor.dim() and tensor.shape[0] == rows and tensor.dtype != torch.bool else tensor
    )


def _labels(target: Tensor | None) -> float | None:
    return (
        None
        if target is None
        else float(len(torch.unique(target[target != -100] if not target.is_floating_point() else target)))
    )


def _floor(context: Context, batch: Any, target: Tensor | None) -> float:
    """Return the loss that remains when equal rows have different targets, which no model can tell apart."""
    if target is not None and target.dim() == 2 and target.shape[1] == 1:
        target = target[:, 0]
    inputs = inputs_of(batch)
    if (
        target is None
        or not inputs
        or target.dim() != 1
        or any(one.shape[0] != target.shape[0] for one in inputs if one.dim())
    ):
        return 0.0
    keys = torch.cat([one.reshape(one.shape[0], -1).double() for one in inputs if one.dim()], dim=1)
    _, groups = torch.unique(keys, dim=0, return_inverse=True)
    total = 0.0
    for group in groups.unique():
        own = target[groups == group]
        if target.is_floating_point():
            total += float(((own - own.mean()) ** 2).sum())
        else:
            total += len(own) * entropy(torch.unique(own, return_counts=True)[1])
    return total / len(target)
